import { writeFileSync } from 'node:fs'
import { RULES_DOCUMENT, rulesDocument } from './rules-document.ts'

writeFileSync(RULES_DOCUMENT, rulesDocument())
