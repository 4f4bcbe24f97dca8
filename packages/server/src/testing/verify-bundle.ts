import { randomUUID } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Given, Verification } from '../verify/verification.ts'
import { verify } from '../verify/verify.ts'

/** Verifies a bundle out of a file of its own: a property that ran out of time goes on while the next test writes. */
export async function verifyBundle(folder: string, zip: Uint8Array, given: Given): Promise<Verification | undefined> {
  const path = join(folder, `${randomUUID()}.zip`)
  writeFileSync(path, zip)
  try {
    return await verify(path, given)
  } finally {
    rmSync(path, { force: true })
  }
}
