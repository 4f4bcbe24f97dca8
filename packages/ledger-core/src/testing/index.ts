/** The door for those who test against the ledger: the contract of a store, and sentences about the procedure. */
export { fact, given, type Stated, TEST_NOW } from './given.ts'
export * as histories from './histories.ts'
export { sampleOf } from './samples.ts'
export { factOf, type ScriptedCommand, scriptedCommands } from './script.ts'
export { scriptedSources } from './sources.ts'
export { type StoreUnderTest, storeContract } from './store-contract.ts'
export { type VaultUnderTest, vaultContract } from './vault-contract.ts'
