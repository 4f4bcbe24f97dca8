import { readFileSync, writeFileSync } from 'node:fs'
import { EVIDENCE_DOCUMENT, renewEvidenceDocument } from './evidence-examples.ts'

writeFileSync(EVIDENCE_DOCUMENT, await renewEvidenceDocument(readFileSync(EVIDENCE_DOCUMENT, 'utf8')))
