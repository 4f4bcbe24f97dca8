import { engines } from './engines/engines.ts'
import { projects } from './projects.ts'

/** `pnpm bench [projects]` and `pnpm bench engines [--short]`: what was measured, as docs/benchmarks.md takes it. */

const USAGE = 'usage: pnpm bench [PROJECTS] | pnpm bench engines [--short]'

const [, , what = '100000', option] = process.argv
if (what === 'engines' && (option === undefined || option === '--short'))
  await engines({ isShort: option === '--short' })
else if (/^[1-9]\d*$/.test(what) && option === undefined) await projects(Number(what))
else {
  console.error(USAGE)
  process.exitCode = 2
}
