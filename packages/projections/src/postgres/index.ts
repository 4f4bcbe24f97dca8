/** The door of read models on PostgreSQL. */
export type { PostgresPlace } from './place.ts'
export { openPostgresReadModels, type PostgresReadModels } from './read-models.ts'
