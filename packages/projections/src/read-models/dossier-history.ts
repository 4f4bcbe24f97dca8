import { dayNumber, type LawfulOf, type StatedEventType } from '@procurement-ledger/core'
import type { FoldEvent } from './projection.ts'
import type { Stamp } from './stamp.ts'

/**
 * What the tables need of one enterprise or expert. There is no venue, so a fact lies on the civil day that its own text
 * states, in its own offset.
 */
export interface DossierHistory {
  readonly stream: string
  readonly credit: CreditFact[]
  /** The first statement of each case. */
  readonly hotline: Map<string, Stamp>
}

/** `score` of an enterprise, `points` taken from an expert, `removal` of an expert, `penalty` of either. */
export interface CreditFact extends Stamp {
  readonly kind: 'score' | 'points' | 'removal' | 'penalty'
  /** As what an enterprise was scored. */
  readonly subject: 'bidder' | 'agency' | null
  readonly isDisclosed: boolean
  readonly projectId: string | null
}

export const startDossier = (stream: string): DossierHistory => ({ stream, credit: [], hotline: new Map() })

export function foldDossier(history: DossierHistory, event: FoldEvent): void {
  const { eventId, occurredMs, occurredAt } = event
  const fold = foldOf[event.type]
  if (fold === undefined) return
  fold(history, event.data as never, { eventId, occurredMs, occurredOn: statedDay(occurredAt, occurredMs) })
}

/** RFC 3339 begins with the date, in the zone of its offset. Left out where an event was invented without its text. */
const statedDay = (occurredAt: string | undefined, occurredMs: number): number =>
  dayNumber((occurredAt ?? new Date(occurredMs).toISOString()).slice(0, 10) as never)

type Folds = {
  readonly [T in StatedEventType]?: (history: DossierHistory, data: LawfulOf<T>, stamp: Stamp) => void
}

const folds: Folds = {
  CreditScored({ credit }, { subject, projectId = null, disclosureMonths }, stamp) {
    credit.push({ ...stamp, kind: 'score', subject, isDisclosed: disclosureMonths !== undefined, projectId })
  },
  PenaltyImposed({ credit }, { projectId = null }, stamp) {
    credit.push({ ...stamp, kind: 'penalty', subject: null, isDisclosed: false, projectId })
  },
  ExpertSanctioned({ credit }, { kind }, stamp) {
    credit.push({ ...stamp, kind, subject: null, isDisclosed: false, projectId: null })
  },
  HotlineCaseHandled({ hotline }, { caseId }, stamp) {
    if (!hotline.has(caseId)) hotline.set(caseId, stamp)
  },
}

type Fold = (history: DossierHistory, data: never, stamp: Stamp) => void

/** The same by a name that is known at run time only. */
const foldOf: { readonly [type: string]: Fold | undefined } = folds
