import { nameBasedUuid } from '../name-based-uuid.ts'

/** The fixed namespace of imported facts. */
const IMPORT_NAMESPACE = '5f1c7a52-3f0b-5d5e-8a43-0d9b6f0f6c21'

/**
 * The commandId of one imported fact, the same in every run: of its contracting process, its event and what it is
 * about. The release is not part of it: a fact that ten releases and a record restate is one fact, in whatever order and
 * in however many runs they come. Which release stated it first stands in the event's correlationId.
 */
export const commandIdOf = (ocid: string, event: string, subject: string): string =>
  nameBasedUuid(IMPORT_NAMESPACE, JSON.stringify([ocid, event, subject]))
