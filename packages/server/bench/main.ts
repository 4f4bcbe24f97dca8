import { asOf } from './as-of.ts'
import { engines } from './engines/engines.ts'
import { projects } from './projects.ts'
import { statistics } from './statistics.ts'

/** `pnpm bench` and its parts: what was measured, as docs/benchmarks.md takes it. */

const USAGE =
  'usage: pnpm bench [PROJECTS] | pnpm bench engines [--short] | pnpm bench as-of [EVENTS] | pnpm bench statistics [PROJECTS]'
const MILLION = 1_000_000

const [, , what = '100000', option] = process.argv
if (what === 'engines' && (option === undefined || option === '--short'))
  await engines({ isShort: option === '--short' })
else if (what === 'as-of' && isNumber(option)) await asOf(Number(option ?? MILLION))
else if (what === 'statistics' && isNumber(option)) await statistics(Number(option ?? MILLION))
else if (/^[1-9]\d*$/.test(what) && option === undefined) await projects(Number(what))
else {
  console.error(USAGE)
  process.exitCode = 2
}

function isNumber(text: string | undefined): boolean {
  return text === undefined || /^[1-9]\d*$/.test(text)
}
