import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ANALYSTS_DOCUMENT, analystsDocument } from './analysts-document.ts'

const folder = mkdtempSync(join(tmpdir(), 'ledger-analysts-'))
try {
  writeFileSync(ANALYSTS_DOCUMENT, await analystsDocument(folder))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
