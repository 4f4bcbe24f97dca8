import { readFileSync } from 'node:fs'
import { auditStore } from '@procurement-ledger/core/audit'
import { sha256 } from '@procurement-ledger/core/notary'
import { parseVerifierKey } from '@procurement-ledger/core/verify'
import { Command } from 'commander'
import { kindOf, readFileOf } from '../../verify/evidence-folder.ts'
import { printVerification, verificationJson } from '../../verify/print-verification.ts'
import { EXITS, type Given, type Verification } from '../../verify/verification.ts'
import { verify, verifyInDatabase } from '../../verify/verify.ts'
import { print, printJson, progress } from '../output.ts'
import { type CommonOptions, withCommon } from '../store-options.ts'
import { isInDatabase, parseStoreUrl, type StorePlace, UsageError, withoutSecrets } from '../stores.ts'

interface Options extends CommonOptions {
  readonly key: readonly string[]
  readonly since?: string
  readonly evidence?: string
  readonly project: readonly string[]
}

const MAX_KEPT_BYTES = 1_000_001

/** `ledger verify`: whether anything was altered, dropped, reordered or slipped in. */
export const verifyCommand = (): Command =>
  withCommon(new Command('verify'))
    .description(
      'Verifies a ledger (SQLite file, or URL of a database), a service (http URL), a project bundle (zip) or an evidence folder, offline but\n' +
        'for a service. Nothing is written. Without an argument it verifies --store.',
    )
    .argument('[target]', 'STORE, URL, BUNDLE or FOLDER')
    .option('--key <vkey>', "the log's verifier key, or a file that holds it; again for a further key", collect, [])
    .option('--since <file>', 'a checkpoint that you kept: the log must extend it')
    .option('--evidence <folder>', 'the evidence of a store; default: <file>.evidence')
    .option('--project <id>', 'of a service: verify the bundle of this project too; may be repeated', collect, [])
    .addHelpText(
      'after',
      '\nExit codes: 0 sound, 1 altered, 2 wrong usage, 3 missing, 4 forked or rolled back, 5 signature not by the\n' +
        'given key, 6 not readable. docs/verifying.md tells what each means, and what no verification can prove.',
    )
    .action(async (argument: string | undefined, options: Options) => {
      const { store, key, since, evidence, project, json } = options
      const target = argument ?? store
      const scheme = /^(?!https?:|sqlite:)[a-z][a-z0-9+.-]*:/.exec(target)?.[0]
      // A URL may hold a password, so it is not repeated.
      if (target === '' || (scheme !== undefined && !isInDatabase(target)))
        throw new UsageError(`${scheme ?? 'an empty name'} cannot be verified; name a file, a folder, or a URL`)
      const isUrl = /^https?:/.test(target)
      if (project.length > 0 && !isUrl) throw new UsageError('--project is for a service; a bundle holds one project')
      if (evidence !== undefined && (await folderAt(evidence)) === false)
        throw new UsageError(`${evidence} is no folder; --evidence names the one that holds checkpoint and tile/`)

      const shown = progress(isUrl ? 'verifying: tile' : 'verifying: event')
      const given: Given = {
        keys: key.map(keyOf),
        since: await keptIn(since),
        evidence,
        projects: project,
        onProgress: shown.update,
      }
      const verifying = isInDatabase(target) ? verifyAt({ ...options, store: target }, given) : verify(target, given)
      const found = await verifying.finally(shown.end)
      if (!found) throw new UsageError(`there is nothing at ${target}; check the path`)
      if (json) printJson(verificationJson(found))
      else print(printVerification(found))
      process.exitCode = EXITS[found.verdict]
    })

/** A ledger in a database, through the store that the other commands use. */
async function verifyAt(place: StorePlace, given: Given): Promise<Verification> {
  const { open, evidencePath = '' } = await parseStoreUrl(place)
  const openAudit = async () => auditStore(await open('verify'))
  return verifyInDatabase(withoutSecrets(place.store), { openAudit, evidencePath }, given)
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

/** A key has plus signs and slashes, so it is as handy in a file. */
export function keyOf(given: string): string {
  const text = given.split('+').length >= 3 ? given : readKeyFile(given)
  const judged = parseVerifierKey(sha256, text.trim())
  if (!judged.ok) throw new UsageError(`--key: ${judged.finding.message}`)
  return text.trim()
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new UsageError(`--key: ${path} is neither a verifier key nor a file that can be read`)
  }
}

/** The checkpoint that somebody kept, as bytes. */
export async function keptIn(path: string | undefined): Promise<Uint8Array | undefined> {
  if (path === undefined) return undefined
  const bytes = (await kindOf(path).catch(() => undefined)) === 'file' && (await readFileOf(path, MAX_KEPT_BYTES))
  if (!bytes) throw new UsageError(`--since: ${path} is not a file that can be read`)
  return bytes
}

const folderAt = async (path: string): Promise<boolean> => (await kindOf(path).catch(() => undefined)) === 'folder'
