import { readFileSync } from 'node:fs'
import type { EventType } from '../procurement/lifecycle.ts'

/** The data of the stored sample of an event type: one realistic fact, plainly invented, in the shape of `version`. */
export const sampleOf = (type: EventType, version = 1): unknown =>
  JSON.parse(readFileSync(new URL(`../procurement/samples/${kebab(type)}.v${version}.json`, import.meta.url), 'utf8'))

/** `ContractSigned` is kept in `contract-signed`. */
export const kebab = (type: EventType): string => type.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
