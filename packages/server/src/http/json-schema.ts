import { z } from 'zod'

/** A zod schema as JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
export function jsonSchema(schema: z.ZodType): object {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return json
}
