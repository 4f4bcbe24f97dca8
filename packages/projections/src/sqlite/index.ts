/** The door of read models on SQLite. */
export { openReadModels, type SqliteReadModels } from './read-models.ts'
