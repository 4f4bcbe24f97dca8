import { writeFileSync } from 'node:fs'
import { VECTORS, vectorFiles } from './vectors/index.ts'

// A vector that changes means another format: think before you commit it.
for (const [name, text] of await vectorFiles()) writeFileSync(new URL(name, VECTORS), text)
