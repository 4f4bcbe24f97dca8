import type { Contender, Measure, OpenContender } from './contender.ts'
import { CONTENDERS, type Engine, type Name } from './contenders.ts'

/** A process for one contender: what a library sets for its whole process, such as the driver's types, is its own affair. */

const [, , engine = '', name = '', main = '', second = '', size = ''] = process.argv

const open = (CONTENDERS[engine as Engine] as { [name in Name]?: OpenContender })[name as Name]
if (open === undefined) throw new Error(`${name} on ${engine} is no contender`)
const contender: Contender = await open({ main, second }, JSON.parse(size))

process.on('disconnect', () => process.exit())
process.on('message', (measure: Measure) => void answer(contender[measure]))
process.send?.(Object.keys(contender))

async function answer(measured: Contender[Measure]): Promise<void> {
  try {
    process.send?.(await measured?.())
  } catch (error) {
    // The parent sees that nobody answers, and this is why.
    console.error(error)
    process.exit(1)
  }
}
