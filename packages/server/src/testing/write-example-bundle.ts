import { writeFileSync } from 'node:fs'
import { EXAMPLE_BUNDLE, exampleBundle } from './example-bundle.ts'

writeFileSync(EXAMPLE_BUNDLE, await exampleBundle())
