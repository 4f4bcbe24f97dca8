import { instantMs } from '../kernel/calendar.ts'

/**
 * What stands of a stream. Corrections (更正) and annulments (作废) are events like any other and rewrite nothing; this
 * is the one place that knows what they mean. States, rows and figures are folds over what stands.
 */

/** What is needed of an event, stored or invented; whatever else it has goes with it. */
export interface HistoricalEvent {
  readonly eventId: string
  readonly type: string
  readonly occurredMs: number
  /** As it was stated; needed only by who needs it. */
  readonly occurredAt?: string
  readonly data: object
}

/** Acts on the record itself: no facts of the procedure, so none of them is ever corrected, judged again or measured. */
const ACTS_ON_RECORD: readonly string[] = ['EventCorrected', 'EventAnnulled', 'PersonalDataErased']

export const isActOnRecord = (type: string): boolean => ACTS_ON_RECORD.includes(type)

/** A project cannot do without its beginning. Of an enterprise or an expert the first fact is one like any other. */
const BEGINNINGS: readonly string[] = ['ProjectRegistered', 'ProjectImported']

export const beginsProject = (type: string): boolean => BEGINNINGS.includes(type)

/** Whether after such an event the history before it is to be folded again. */
export const changesHistory = (type: string): boolean => type === 'EventCorrected' || type === 'EventAnnulled'

/**
 * The events of one stream, from its first up to any cut, as they stand: a fact that was corrected has, at its own
 * place, the data of its last correction and the last occurredAt that a correction stated; one that was annulled is left
 * out. An annulled correction counts as never made, so what stood before it stands again. The acts themselves stay where
 * they are. What a ledger refuses changes nothing here: an act on a later event, on another act but for the annulment of
 * a correction, or the annulment of what begins a project.
 *
 * @example effectiveHistory([registered, awarded, corrected]) // [registered, { ...awarded, data: corrected.data.data }, corrected]
 */
export function effectiveHistory<Event extends HistoricalEvent>(events: readonly Event[]): readonly Event[] {
  if (!events.some(({ type }) => changesHistory(type))) return events

  const { annulled, corrections } = actsIn(events)
  return events.flatMap((event, place) => {
    if (isActOnRecord(event.type)) return [event]
    if (annulled.has(place)) return []
    const standing = corrections.get(place)?.filter((act) => !annulled.has(act)) ?? []
    return [standing.reduce((fact, act) => corrected(fact, (events[act] as Event).data as Correction), event)]
  })
}

interface Correction {
  readonly target: string
  readonly data: object
  readonly occurredAt?: string
}

const corrected = <Event extends HistoricalEvent>(fact: Event, { data, occurredAt }: Correction): Event => ({
  ...fact,
  data,
  ...(occurredAt !== undefined && { occurredAt, occurredMs: instantMs(occurredAt) }),
})

/** Places of what was annulled, and of the corrections of each place in their order. */
function actsIn(events: readonly HistoricalEvent[]) {
  const places = new Map<string, number>()
  const annulled = new Set<number>()
  const corrections = new Map<number, number[]>()
  for (const [place, { eventId, type, data }] of events.entries()) {
    const target = changesHistory(type) ? places.get((data as Correction).target) : undefined
    if (target !== undefined) {
      const targetType = (events[target] as HistoricalEvent).type
      const isFact = !isActOnRecord(targetType)
      if (type === 'EventCorrected' && isFact) corrections.set(target, [...(corrections.get(target) ?? []), place])
      const isAnnullable = isFact ? !beginsProject(targetType) : targetType === 'EventCorrected'
      if (type === 'EventAnnulled' && isAnnullable) annulled.add(target)
    }
    places.set(eventId, place)
  }
  return { annulled, corrections }
}
