import { writeFileSync } from 'node:fs'
import { LIFECYCLE_DOCUMENT, lifecycleDocument } from './lifecycle-document.ts'

writeFileSync(LIFECYCLE_DOCUMENT, lifecycleDocument())
