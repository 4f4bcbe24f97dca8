import type { Fault } from '@procurement-ledger/core'
import { type Command, CommanderError } from 'commander'
import { DONE, REFUSED, UNUSABLE } from './exit-codes.ts'
import { printError, printJson } from './output.ts'
import { buildProgram } from './program.ts'
import { UsageError } from './stores.ts'

/** Runs the command line and answers its exit code. Problems are printed as HTTP would answer them; faults become one line that says what to do. */
export async function run(argv: readonly string[]): Promise<number> {
  try {
    const program = await buildProgram(argv)
    throwInsteadOfExit(program)
    await program.parseAsync(argv, { from: 'user' })
    return process.exitCode === undefined ? DONE : Number(process.exitCode)
  } catch (error) {
    return explain(error, argv.includes('--json'))
  }
}

/** Commander ends the process by itself, with its own exit code, unless each command is told not to. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride()
  command.commands.forEach(throwInsteadOfExit)
}

async function explain(error: unknown, isJson: boolean): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : UNUSABLE
  if (error instanceof UsageError) {
    if (isJson && error.problem !== undefined) printJson(error.problem.body)
    printError(`ledger: ${error.message}`)
    return UNUSABLE
  }
  return explainWithLedger(error, isJson)
}

/** What only the ledger or the service can have thrown: their modules are loaded only where something was. */
async function explainWithLedger(error: unknown, isJson: boolean): Promise<number> {
  const { Fault } = await import('@procurement-ledger/core')
  const { CutError } = await import('@procurement-ledger/projections')
  const { Problem, problemOf } = await import('../http/problems.ts')
  if (error instanceof Problem || error instanceof CutError) {
    const { body } = problemOf(error)
    if (isJson) printJson(body)
    else printError(`refused ${body.code}: ${body.detail}`)
    return REFUSED
  }
  if (error instanceof Fault) {
    if (isJson) printJson(problemOf(error).body)
    printError(`ledger: ${error.code}: ${error.message}`)
    return isAboutTheStore(error) ? UNUSABLE : REFUSED
  }
  throw error
}

/** What has to be put right before anything can be asked: store, vault, evidence, key. */
const isAboutTheStore = ({ code }: Fault): boolean =>
  /^(STORE|VAULT|EVIDENCE|CHECKPOINT|LEDGER|KEY|ORIGIN)_/.test(code) || code === 'POSITION_INVALID'
