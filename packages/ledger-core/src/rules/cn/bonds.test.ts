import { describe } from 'vitest'
import { gplProject, lawTable, type Told, tblProject, told } from '../../testing/judged.ts'

const money = (amount: string, currency = 'CNY') => ({ amount, currency })
const party = (id: string) => ({ id, name: `Example ${id} (invented)` })
const lodged = (bidder: string, override: object = {}) =>
  told('BidBondLodged', '2022-12-05', {
    bondId: `bond-${bidder}`,
    bidder: party(bidder),
    form: 'transfer',
    amount: money('40000.00'),
    validUntil: undefined,
    ...override,
  })
const released = (bidder: string, at: string, override: object = {}) =>
  told('BondReleased', at, {
    bondId: `bond-${bidder}`,
    principal: money('40000.00'),
    interest: money('12.34'),
    ...override,
  })
const decided = (awardId: string, supplier: string, at = '2022-12-20') =>
  told('AwardDecided', at, { awardId, supplier: party(supplier), bidId: undefined })
const notice = (at: string, awardId = 'A-1') => told('AwardNoticeIssued', at, { awardId })
const signed = (at: string, awardId = 'A-1', override: object = {}) =>
  told('ContractSigned', at, { contractId: `contract-of-${awardId}`, awardId, ...override })
const cancelled = (at: string) => told('AwardCancelled', at, { awardId: 'A-1', complaintId: undefined })
const submitted = (bidder: string, bidId = `bid-${bidder}`) =>
  told('BidSubmitted', '2022-12-05', { bidId, bidder: party(bidder) })
const withdrawn = (at: string, bidId: string) => told('BidWithdrawn', at, { bidId })

describe.each([
  ['TBL', tblProject, 'ceilingPrice'],
  ['GPL', gplProject, 'budget'],
] as const)('R19 under %s', (_, project, basis) => {
  const estimated = (override: object = {}) =>
    project({ budget: undefined, ceilingPrice: undefined, [basis]: money('2000000.00'), ...override })
  const bond = (amount: string, override: object = {}) => [
    estimated(),
    lodged('a', { amount: money(amount), ...override }),
  ]
  lawTable('R19', 'bond-a', [
    ['exactly two percent', bond('40000.00'), '2023-01-01', 'pass'],
    ['one fen more', bond('40000.01'), '2023-01-01', 'violated'],
    ['an annual bond stands for many tenders', bond('500000.00', { form: 'annual' }), '2023-01-01', 'notApplicable'],
    [
      'another currency',
      [estimated(), lodged('a', { amount: money('40000.01', 'USD') })],
      '2023-01-01',
      'notApplicable',
    ],
    [
      'nothing is estimated',
      [project({ budget: undefined, ceilingPrice: undefined }), lodged('a')],
      '2023-01-01',
      'notApplicable',
    ],
    [
      'both are stated',
      [project({ budget: money('2000000.00'), ceilingPrice: money('2000000.00') }), lodged('a')],
      '2023-01-01',
      'pass',
    ],
  ])
  const asked = (bondAsked: object) => [
    estimated(),
    told('TenderNoticePublished', '2022-12-01', { bond: { required: true, forms: [], ...bondAsked } }),
  ]
  lawTable('R19', 'P-1', [
    ['a notice may ask for two percent', asked({ amount: money('40000.00') }), '2023-01-01', 'pass'],
    ['and for no more', asked({ amount: money('40000.01') }), '2023-01-01', 'violated'],
    ['also where it says so in percent', asked({ percentage: 2.5 }), '2023-01-01', 'violated'],
    ['and two are lawful', asked({ percentage: 2 }), '2023-01-01', 'pass'],
    ['it asks for none', asked({ required: false }), '2023-01-01', 'notApplicable'],
  ])
})

describe('R19 knows', () => {
  const bond = (project: Told) => [project, lodged('a')]
  lawTable('R19', 'bond-a', [
    [
      'under TBL the ceiling price before the budget',
      bond(tblProject({ ceilingPrice: money('1000000.00'), budget: money('9000000.00') })),
      '2023-01-01',
      'violated',
    ],
    [
      'under GPL the budget alone, below which a ceiling price may lie',
      bond(gplProject({ ceilingPrice: money('1000000.00'), budget: money('2000000.00') })),
      '2023-01-01',
      'pass',
    ],
    [
      'under GPL nothing where only a ceiling price is stated',
      bond(gplProject({ ceilingPrice: money('1000000.00'), budget: undefined })),
      '2023-01-01',
      'notApplicable',
    ],
  ])
})

describe('R20', () => {
  const won = (...more: Told[]) => [
    tblProject(),
    submitted('a'),
    submitted('b'),
    lodged('a'),
    lodged('b'),
    decided('A-1', 'a'),
    ...more,
  ]
  for (const bidder of ['a', 'b'])
    lawTable('R20', `bond-${bidder}`, [
      [
        'the last moment of the fifth day',
        won(signed('2023-03-10'), released(bidder, '2023-03-15T23:59:59.999')),
        '2023-05-01',
        'pass, due 2023-03-15',
      ],
      [
        'the first of the next',
        won(signed('2023-03-10'), released(bidder, '2023-03-16T00:00:00')),
        '2023-05-01',
        'violated, due 2023-03-15',
      ],
      [
        'a Sunday that is made up for ends it',
        won(signed('2023-04-18'), released(bidder, '2023-04-24')),
        '2023-05-01',
        'violated, due 2023-04-23',
      ],
      [
        'the Spring Festival 2023',
        won(signed('2023-01-17'), released(bidder, '2023-01-28')),
        '2023-05-01',
        'pass, due 2023-01-28',
      ],
      [
        'that of 2024',
        won(signed('2024-02-06'), released(bidder, '2024-02-19')),
        '2024-05-01',
        'violated, due 2024-02-18',
      ],
      [
        'National Day 2023',
        won(signed('2023-09-26'), released(bidder, '2023-10-07')),
        '2023-12-01',
        'pass, due 2023-10-07',
      ],
      [
        'that of 2024',
        won(signed('2024-09-27'), released(bidder, '2024-10-09')),
        '2024-12-01',
        'violated, due 2024-10-08',
      ],
      [
        'a suspension holds no bond back',
        won(signed('2023-03-10'), told('ProcedureSuspended', '2023-03-11'), released(bidder, '2023-03-16')),
        '2023-05-01',
        'violated, due 2023-03-15',
      ],
      ['not yet', won(signed('2023-03-10')), '2023-03-15', 'pending, due 2023-03-15'],
      ['and too late', won(signed('2023-03-10')), '2023-03-16', 'violated, due 2023-03-15'],
      [
        'back before the contract',
        won(released(bidder, '2023-03-01'), signed('2023-03-10')),
        '2023-05-01',
        'pass, due 2023-03-15',
      ],
      [
        'without interest',
        won(signed('2023-03-10'), released(bidder, '2023-03-15', { interest: money('0.00') })),
        '2023-05-01',
        'violated, due 2023-03-15',
      ],
      [
        'half of it',
        won(signed('2023-03-10'), released(bidder, '2023-03-15', { principal: money('20000.00') })),
        '2023-05-01',
        'violated, due 2023-03-15',
      ],
      [
        'the rest in time, half of it forfeited',
        won(
          signed('2023-03-10'),
          told('BondForfeited', '2023-03-11', { bondId: `bond-${bidder}`, amount: money('20000.00') }),
          released(bidder, '2023-03-15', { principal: money('20000.00') }),
        ),
        '2023-05-01',
        'pass, due 2023-03-15',
      ],
      [
        'all of it forfeited',
        won(
          signed('2023-03-10'),
          told('BondForfeited', '2023-03-11', { bondId: `bond-${bidder}`, amount: money('40000.00') }),
        ),
        '2023-05-01',
        'notApplicable, due 2023-03-15',
      ],
      [
        'all of it forfeited, too late',
        won(
          signed('2023-03-10'),
          told('BondForfeited', '2023-03-16', { bondId: `bond-${bidder}`, amount: money('40000.00') }),
        ),
        '2023-05-01',
        'violated, due 2023-03-15',
      ],
      ['no contract yet', won(), '2023-05-01', 'notApplicable'],
    ])
  const guaranteed = (override: object, ...more: Told[]) => [
    tblProject(),
    lodged('b', { form: 'guarantee', ...override }),
    decided('A-1', 'a'),
    signed('2023-03-10'),
    ...more,
  ]
  lawTable('R20', 'bond-b', [
    [
      'a guarantee that expires in time',
      guaranteed({ validUntil: '2023-03-15' }),
      '2023-03-20',
      'pass, due 2023-03-15',
    ],
    [
      'a guarantee that expires too late',
      guaranteed({ validUntil: '2023-03-16' }),
      '2023-03-20',
      'violated, due 2023-03-15',
    ],
    [
      'but is released in time',
      guaranteed({ validUntil: '2023-06-30' }, released('b', '2023-03-15', { interest: money('0.00') })),
      '2023-03-20',
      'pass, due 2023-03-15',
    ],
    [
      'on the day of its expiry it is not back yet',
      guaranteed({ validUntil: '2023-03-15' }),
      '2023-03-15',
      'pending, due 2023-03-15',
    ],
    [
      'claimed',
      guaranteed({}, told('GuaranteeClaimed', '2023-03-11', { bondId: 'bond-b', amount: money('40000.00') })),
      '2023-03-20',
      'notApplicable, due 2023-03-15',
    ],
    ['its end is not stated', guaranteed({}), '2023-03-20', 'notApplicable, due 2023-03-15'],
    ['an annual bond', guaranteed({ form: 'annual' }), '2023-03-20', 'notApplicable'],
  ])
  const twoWinners = [
    tblProject(),
    lodged('a'),
    lodged('b'),
    lodged('c'),
    decided('A-1', 'a'),
    decided('A-2', 'b'),
    signed('2023-03-10'),
    signed('2023-03-20', 'A-2'),
  ]
  lawTable('R20', 'bond-a', [
    ['of two winners the one from its own contract', twoWinners, '2023-03-10', 'pending, due 2023-03-15'],
  ])
  lawTable('R20', 'bond-b', [
    ['of two winners the other from its own', twoWinners, '2023-03-20', 'pending, due 2023-03-27'],
  ])
  lawTable('R20', 'bond-c', [['the losers from the first', twoWinners, '2023-03-20', 'violated, due 2023-03-15']])
  const second = [
    tblProject(),
    lodged('a'),
    lodged('b'),
    decided('A-1', 'a'),
    cancelled('2022-12-28'),
    decided('A-2', 'b', '2022-12-30'),
    signed('2023-03-10', 'A-2'),
  ]
  lawTable('R20', 'bond-a', [['whose award fell loses', second, '2023-03-15', 'pending, due 2023-03-15']])
  const small = [
    tblProject(),
    lodged('a', { amount: money('10.00') }),
    decided('A-1', 'a'),
    signed('2023-03-10'),
    told('BondReleased', '2023-03-10', { bondId: 'bond-a', principal: money('10.00'), interest: money('0.00') }),
  ]
  lawTable('R20', 'bond-a', [
    ['an interest that rounds to nothing is none', small, '2023-03-20', 'pass, due 2023-03-15'],
  ])
})

describe('R21', () => {
  const won = (...more: Told[]) => [gplProject(), lodged('a'), lodged('b'), decided('A-1', 'a'), ...more]
  lawTable('R21', 'bond-b', [
    [
      'a loser, the last moment of the fifth working day after the notice',
      won(notice('2023-03-10'), released('b', '2023-03-17T23:59:59.999')),
      '2023-05-01',
      'pass, due 2023-03-17',
    ],
    [
      'the first of the sixth',
      won(notice('2023-03-10'), released('b', '2023-03-18T00:00:00')),
      '2023-05-01',
      'violated, due 2023-03-17',
    ],
    [
      'over the Spring Festival 2024',
      won(notice('2024-02-07'), released('b', '2024-02-20')),
      '2024-05-01',
      'pass, due 2024-02-20',
    ],
    [
      'over National Day 2023',
      won(notice('2023-09-27'), released('b', '2023-10-11')),
      '2024-05-01',
      'violated, due 2023-10-10',
    ],
    ['over that of 2024', won(notice('2024-09-29')), '2024-10-11', 'pending, due 2024-10-11'],
    ['over the Spring Festival 2023', won(notice('2023-01-18')), '2023-01-31', 'violated, due 2023-01-30'],
    [
      'without interest, which the article does not ask for',
      won(notice('2023-03-10'), released('b', '2023-03-17', { interest: money('0.00') })),
      '2023-05-01',
      'pass, due 2023-03-17',
    ],
    ['no notice yet', won(), '2023-05-01', 'notApplicable'],
  ])
  lawTable('R21', 'bond-a', [
    [
      'the winner, from the contract',
      won(notice('2023-03-10'), signed('2023-03-31'), released('a', '2023-04-10')),
      '2023-05-01',
      'pass, due 2023-04-10',
    ],
    [
      'and no later',
      won(notice('2023-03-10'), signed('2023-03-31'), released('a', '2023-04-11')),
      '2023-05-01',
      'violated, due 2023-04-10',
    ],
    ['the notice begins nothing for it', won(notice('2023-03-10')), '2023-05-01', 'notApplicable'],
  ])
})

describe('R22', () => {
  const deadline = told('TenderNoticePublished', '2022-12-01', { bidDeadlineAt: '2023-03-31T09:00:00+08:00' })
  const left = (...more: Told[]) => [tblProject(), deadline, submitted('a'), lodged('a'), ...more]
  lawTable('R22', 'bond-a', [
    [
      'the last moment of the fifth day',
      left(withdrawn('2023-03-22', 'bid-a'), released('a', '2023-03-27T23:59:59.999')),
      '2023-05-01',
      'pass, due 2023-03-27',
    ],
    [
      'the first of the next',
      left(withdrawn('2023-03-22', 'bid-a'), released('a', '2023-03-28T00:00:00')),
      '2023-05-01',
      'violated, due 2023-03-27',
    ],
    [
      'over the Spring Festival 2023',
      left(withdrawn('2023-01-17', 'bid-a'), released('a', '2023-01-28')),
      '2023-05-01',
      'pass, due 2023-01-28',
    ],
    ['not yet', left(withdrawn('2023-03-22', 'bid-a')), '2023-03-27', 'pending, due 2023-03-27'],
    ['and too late', left(withdrawn('2023-03-22', 'bid-a')), '2023-03-28', 'violated, due 2023-03-27'],
    [
      'of two bids the last that was withdrawn counts',
      left(submitted('a', 'bid-2'), withdrawn('2023-03-20', 'bid-a'), withdrawn('2023-03-22', 'bid-2')),
      '2023-03-27',
      'pending, due 2023-03-27',
    ],
  ])
  lawTable('R22', 'P-1', [
    [
      'one of two bids stays',
      left(submitted('a', 'bid-2'), withdrawn('2023-03-22', 'bid-a')),
      '2023-05-01',
      'notApplicable',
    ],
    ['withdrawn after the deadline', left(withdrawn('2023-03-31T09:00:01', 'bid-a')), '2023-05-01', 'notApplicable'],
  ])
  lawTable('R20', 'P-1', [
    [
      'who withdrew in time falls under R22',
      left(withdrawn('2023-03-22', 'bid-a'), decided('A-1', 'b'), signed('2023-03-25')),
      '2023-05-01',
      'notApplicable',
    ],
  ])
})

describe.each([
  ['TBL', tblProject],
  ['GPL', gplProject],
] as const)('R23 under %s', (_, project) => {
  const bond = (bondId: string, amount: string, override: object = {}, at = '2023-03-12') =>
    told('PerformanceBondLodged', at, {
      bondId,
      contractId: undefined,
      supplier: party('a'),
      amount: money(amount),
      ...override,
    })
  const contract = (...more: Told[]) => [
    project(),
    decided('A-1', 'a'),
    signed('2023-03-10', 'A-1', { amount: money('1900000.00') }),
    ...more,
  ]
  lawTable('R23', 'bond-1', [
    ['exactly ten percent', contract(bond('bond-1', '190000.00')), '2023-05-01', 'pass'],
    ['one fen more', contract(bond('bond-1', '190000.01')), '2023-05-01', 'violated'],
    [
      'the contract it names',
      contract(bond('bond-1', '190000.01', { contractId: 'contract-of-A-1', supplier: party('z') })),
      '2023-05-01',
      'violated',
    ],
    ['not signed yet', [project(), decided('A-1', 'a'), bond('bond-1', '990000.00')], '2023-05-01', 'notApplicable'],
    [
      'another currency',
      contract(bond('bond-1', '190000.01', { amount: money('190000.01', 'USD') })),
      '2023-05-01',
      'notApplicable',
    ],
  ])
  const two = contract(bond('bond-1', '100000.00'), bond('bond-2', '100000.00', {}, '2023-03-13'))
  lawTable('R23', 'bond-2', [
    ['two together are too much', two, '2023-05-01', 'violated'],
    [
      'one replaces the other',
      contract(
        bond('bond-1', '100000.00'),
        told('BondReleased', '2023-03-12T13:00:00', { bondId: 'bond-1' }),
        bond('bond-2', '190000.00', {}, '2023-03-13'),
      ),
      '2023-05-01',
      'pass',
    ],
  ])
})
