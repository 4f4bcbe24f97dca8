import type { LoggedFact } from './sealed-event.ts'

type Stated = Pick<LoggedFact, 'type' | 'data'>

/** The event whose personal part a PersonalDataErased takes away; undefined for any other event. */
export const erasedBy = ({ type, data }: Stated): string | undefined =>
  type === 'PersonalDataErased' ? JSON.parse(data).target : undefined

/** Whether `event` is the PersonalDataErased that names `eventId`: the one reason for which a personal part may go. */
export const isErasable = (event: Stated, eventId: string): boolean => erasedBy(event) === eventId
