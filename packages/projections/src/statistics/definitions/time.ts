import { count, type Definition, is, share } from '../definition.ts'
import { days, interval, intervalsOf } from './interval.ts'

/** Statistics of time: intervals of civil days, placed by their end. */

export const time: readonly Definition[] = [
  {
    ...interval,
    id: 'cycle-time',
    version: 1,
    title: 'In-venue cycle time',
    term: '场内流转周期',
    description:
      'In-venue cycle time, per project, in civil days; ends with the first AwardNoticeIssued of a live award. Placed by the end.',
    variants: [
      {
        name: 'registered-to-award-notice',
        description: 'ProjectRegistered to the first AwardNoticeIssued of a live award',
      },
      {
        name: 'accepted-to-award-notice',
        description: 'RegistrationAccepted to the first AwardNoticeIssued of a live award',
      },
      {
        name: 'notice-to-award-notice',
        description:
          'the first TenderNoticePublished or InvitationIssued to the first AwardNoticeIssued of a live award',
      },
      {
        name: 'documents-to-publicity-end',
        description: 'the first TenderDocumentsPublished to the last publicUntil',
      },
      {
        name: 'opening-to-award-notice',
        description: 'BidsOpened or OffersReceived to the first AwardNoticeIssued of a live award',
      },
    ],
  },
  {
    ...interval,
    id: 'registration-time',
    version: 1,
    title: 'Registration time',
    term: '项目登记受理时长',
    description:
      'ProjectRegistered to RegistrationAccepted, per project, in civil days; placed by the acceptance. returned counts the returns in the period. deferred and greenChannel are of the registrations accepted in the period; deferredOverdue counts their deferred materials that were supplied after they were due, or that had not been supplied by the end of to though due before it (without to, only those supplied).',
    variants: [{ name: 'registered-to-accepted', description: 'ProjectRegistered to RegistrationAccepted' }],
    facts: {
      ...intervalsOf(),
      returns: {
        table: 'returns',
        placed: { on: 'occurredOn' },
        item: { event: { id: 'eventId', ms: 'occurredMs' } },
      },
      accepted: { table: 'registrations', placed: { on: 'acceptedOn' }, item: {} },
      materials: {
        table: 'deferred',
        placed: { on: 'acceptedOn' },
        computed: { late: { late: { due: 'dueOn', plus: 0, done: 'suppliedOn' } } },
        item: { subject: 'key' },
      },
    },
    figure: {
      ...days,
      returned: count('returns'),
      deferred: share('accepted', is('deferred', 1)),
      deferredOverdue: count('materials', is('late', 1)),
      greenChannel: share('accepted', is('greenChannel', 1)),
    },
  },
  {
    ...interval,
    id: 'contract-publication-time',
    version: 1,
    title: 'Contract publication time',
    term: '合同公开时长',
    description:
      'ContractSigned to its first ContractPublished, per contract, in civil days. Placed by the publication.',
    variants: [
      { name: 'signed-to-publication', description: 'ContractSigned to its first ContractPublished' },
      {
        name: 'award-notice-to-publication',
        description: "the first AwardNoticeIssued of the contract's award to its first ContractPublished",
      },
    ],
  },
  {
    ...interval,
    id: 'award-to-contract-time',
    version: 1,
    title: 'Award to contract time',
    term: '中标至签约时长',
    description:
      "An award's first AwardNoticeIssued to its first ContractSigned, per award, in civil days. Placed by the contract.",
    variants: [
      {
        name: 'award-notice-to-contract',
        description: "an award's first AwardNoticeIssued to its first ContractSigned",
      },
    ],
  },
]
