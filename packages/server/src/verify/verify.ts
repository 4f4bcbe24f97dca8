import { open } from 'node:fs/promises'
import { auditSqlite } from '@procurement-ledger/core/audit'
import { finding } from '@procurement-ledger/core/verify'
import { kindOf } from './evidence-folder.ts'
import { type Given, type Kind, Unverifiable, type Verification, type Verified, verdictOf } from './verification.ts'
import { verifyBundleFile } from './verify-bundle-file.ts'
import { verifyFolder } from './verify-folder.ts'
import { verifyService } from './verify-service.ts'
import { type LedgerToVerify, verifyStore } from './verify-store.ts'

/**
 * Verifies a store, an evidence folder, a bundle or a service, told apart by name and first bytes. It answers whatever
 * it is given: what cannot be read is a finding too. Undefined where nothing is there.
 */
export async function verify(target: string, given: Given): Promise<Verification | undefined> {
  let kind: Kind | undefined = 'unknown'
  return answered(
    async () => {
      kind = await kindOfTarget(target)
      return kind && { target, kind, ...(await verifyKind(kind, target, given)) }
    },
    () => ({ target, kind: kind ?? 'unknown' }),
  )
}

/** Verifies a ledger in a database. `target` is what the answer calls it: a URL may hold a password. */
export async function verifyInDatabase(target: string, ledger: LedgerToVerify, given: Given): Promise<Verification> {
  const asked = { target, kind: 'store' } as const
  return answered(
    async () => ({ ...asked, ...(await verifyStore(ledger, given)) }),
    () => asked,
  )
}

/** Where nothing more can be said, the one finding that remains. */
async function answered<Answer>(
  verifying: () => Promise<Answer>,
  asked: () => Pick<Verification, 'target' | 'kind'>,
): Promise<Answer | Verification> {
  try {
    return await verifying()
  } catch (error) {
    if (!(error instanceof Unverifiable)) throw error
    const findings = [error.finding]
    const unchecked = ['everything behind this finding']
    return { ...asked(), verdict: verdictOf(findings), findings, notices: [], omitted: 0, checked: [], unchecked }
  }
}

async function kindOfTarget(target: string): Promise<Kind | undefined> {
  if (/^https?:\/\//.test(target)) return 'url'
  const kind = await kindOf(fileOf(target))
  if (kind === undefined) return undefined
  if (target.startsWith(SQLITE)) return 'store'
  if (kind === 'folder') return 'folder'
  const start = kind === 'file' ? await firstBytes(target) : ''
  if (start === SQLITE_HEADER) return 'store'
  return start.startsWith(ZIP_HEADER) ? 'bundle' : 'unknown'
}

function verifyKind(kind: Kind, target: string, given: Given): Promise<Verified> {
  if (kind === 'store') return verifyStore(inFile(fileOf(target)), given)
  if (kind === 'folder') return verifyFolder(target, given)
  if (kind === 'bundle') return verifyBundleFile(target, given)
  if (kind === 'url') return verifyService(target, given)
  throw new Unverifiable(
    finding('BUNDLE_UNREADABLE', `${target} is neither a ledger, nor a bundle, nor an evidence folder`),
  )
}

const inFile = (file: string): LedgerToVerify => ({
  openAudit: async () => auditSqlite(file),
  evidencePath: `${file}.evidence`,
})

const SQLITE = 'sqlite:'
const SQLITE_HEADER = 'SQLite format 3\0'
const ZIP_HEADER = 'PK'

const fileOf = (target: string): string =>
  target.startsWith(SQLITE) ? target.slice(SQLITE.length).replace(/^\/\/(?=\/)/, '') : target

async function firstBytes(path: string): Promise<string> {
  try {
    await using file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } catch (error) {
    throw new Unverifiable(finding('EVIDENCE_UNREADABLE', `${path} cannot be read: ${(error as Error).message}`))
  }
}
