import { sha256 } from '@procurement-ledger/core/notary'
import { finding, readBundle, verifyBundle } from '@procurement-ledger/core/verify'
import { MAX_ZIP_BYTES, readZip } from '../bundle/zip.ts'
import { readFileOf } from './evidence-folder.ts'
import { type JudgedCheckpoint, judgeCheckpoint, judgeSince, keysOf } from './judge-checkpoint.ts'
import { type Given, Unverifiable, type Verification, verdictOf } from './verification.ts'

export type VerifiedBundle = Omit<Verification, 'target' | 'kind'> & { readonly judged: JudgedCheckpoint }

/** Verifies a project bundle in a file. */
export async function verifyBundleFile(path: string, given: Given): Promise<Omit<Verification, 'target' | 'kind'>> {
  // One byte more than may be shows that it is larger.
  const { judged: _, ...found } = verifyBundleBytes(
    (await readFileOf(path, MAX_ZIP_BYTES + 1)) ?? new Uint8Array(),
    given,
  )
  return found
}

/** Verifies a project bundle: every event of one project, without the rest of the log. */
export function verifyBundleBytes(bytes: Uint8Array, given: Given): VerifiedBundle {
  const zip = readZip(bytes)
  if (!zip.ok) throw new Unverifiable(finding('BUNDLE_UNREADABLE', `not a project bundle: ${zip.reason}`))
  const bundle = readBundle(zip.files)
  if (!bundle.ok) throw new Unverifiable(bundle.finding)

  const keys = keysOf(given.keys)
  const ownKeys = keysOf(bundle.value.keys)
  const checkpoint = judgeCheckpoint(bundle.value.checkpoint, keys.length > 0 ? keys : ownKeys)
  const since = judgeSince(given, checkpoint.origin)
  const { stream, findings, notices } = verifyBundle(sha256, bundle.value, checkpoint, since)
  const isJudged = findings.every(({ code }) => code !== 'CONSISTENCY_MISSING')
  const events = bundle.value.events.length
  return {
    judged: checkpoint,
    verdict: verdictOf(findings),
    checkpoint: checkpoint.view,
    events,
    proven: findings.every(({ code }) => code === 'CONSISTENCY_MISSING') ? events : 0,
    findings,
    notices,
    omitted: 0,
    checked: [
      `every event of ${stream ?? 'the project'}: parts, salts, chain, and its place in the tree`,
      ...(keys.length > 0 ? ['the signature of the checkpoint'] : []),
      ...(since && isJudged ? [`that the log extends the kept checkpoint of ${since.size} events`] : []),
    ],
    unchecked: [
      'whether the project has further events behind these',
      ...(keys.length > 0 ? [] : [ownKeys.length > 0 ? OWN_KEY : NO_KEY]),
      ...(since ? [] : ['whether an older history was replaced: no --since was given']),
      ...(since && !isJudged ? ['whether the log extends the kept checkpoint: the bundle does not prove it'] : []),
    ],
  }
}

const NO_KEY = 'the signature of the checkpoint: no --key was given'
const OWN_KEY = 'who signed: no --key was given, and the signature is by the key that the bundle itself names'
