import { z } from 'zod'
import { Instant } from '../kernel/calendar.ts'
import { Id, Line, Sha256, Uuid } from '../kernel/ids.ts'
import { ROLES } from './lifecycle.ts'
import { personal } from './personal.ts'
import { list } from './shapes.ts'

/** Who states a fact. The id is a pseudonym or an office's own; the name of a person is personal. */
export const Actor = z.strictObject({ id: Id, role: z.enum(ROLES), name: personal(Line).optional() })
export type Actor = z.input<typeof Actor>

export const EvidenceItem = z.strictObject({ title: Line, uri: Line.optional(), sha256: Sha256 })
export const Override = z.strictObject({ rule: Id, by: Id, reason: Line })

/** What surrounds the data of every fact that is asked for. */
const envelope = {
  /** When it happened in law: RFC 3339 with offset, kept as given. */
  occurredAt: Instant,
  actor: Actor,
  /** The party or office for whom the actor speaks. */
  onBehalfOf: Id.optional(),
  correlationId: Id.optional(),
  causationId: Id.optional(),
  evidence: list(EvidenceItem).optional(),
  overrides: list(Override).optional(),
}

export const Envelope = z.strictObject(envelope)

/** One fact as it is asked for, its data still to be parsed by the type's own schema. */
export const Fact = z.strictObject({ type: z.string(), ...envelope, data: z.unknown() })

/** Meta as stored, with its version inside. Never erasable, so the name of the actor is not in it. */
export const Meta = z.strictObject({
  v: z.literal(1),
  occurredAt: Instant,
  actor: z.strictObject({ id: Id, role: z.enum(ROLES) }),
  onBehalfOf: Id.optional(),
  command: z.strictObject({ id: Uuid, index: z.int().min(0), of: z.int().min(1), asked: Sha256 }).optional(),
  correlationId: Id.optional(),
  causationId: Id.optional(),
  evidence: list(EvidenceItem).optional(),
  findings: list(z.strictObject({ code: z.string(), message: z.string() })).optional(),
  overrides: list(Override).optional(),
})
export type Meta = z.infer<typeof Meta>
