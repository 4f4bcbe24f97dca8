import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** What stands in deploy/, read as its tests need it. They run in the folder of the repository. */

export interface Service {
  readonly image: string
  readonly build?: { readonly context: string; readonly dockerfile: string }
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly environment?: Readonly<Record<string, string | number>>
  readonly entrypoint?: string | readonly string[]
  readonly command?: readonly string[]
  readonly volumes?: readonly string[]
  readonly secrets?: readonly string[]
  readonly ports?: readonly string[]
  readonly healthcheck?: object
  readonly networks?: Readonly<Record<string, { readonly ipv4_address: string }>>
}
export interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes?: object
  readonly secrets?: object
}

export const read = (path: string): string => readFileSync(path, 'utf8')
export const composeOf = (path: string): Compose => parse(read(path), { merge: true })
export const FILES = globSync('deploy/*/compose.yaml')
export const POSTGRES = composeOf('deploy/postgres/compose.yaml')
export const EVENTSTOREDB = composeOf('deploy/eventstoredb/compose.yaml')

interface Instruction {
  readonly name: string
  readonly rest: string
}

/** The instructions of a Dockerfile, continued lines joined. */
const DOCKERFILE: readonly Instruction[] = read('deploy/Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [, name = '', rest = ''] = /^([A-Z]+) +(.*)$/.exec(line) ?? []
    return { name, rest }
  })

/** What stands behind each instruction of a name. */
export const instructions = (name: string): string[] =>
  DOCKERFILE.filter((each) => each.name === name).map(({ rest }) => rest)
export const lastInstruction = (name: string): string => instructions(name).at(-1) ?? assert.fail(`no ${name}`)
export const HEALTH_CHECK: string[] = JSON.parse(/CMD (\[.*\])$/.exec(lastInstruction('HEALTHCHECK'))?.[1] ?? '')
