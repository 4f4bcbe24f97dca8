import { Instant } from '@procurement-ledger/core'
import { Command, InvalidArgumentError } from 'commander'
import { missingSubject } from '../../http/missing-subject.ts'
import { ProjectParams, parse } from '../../http/parameters.ts'
import { print, printJson } from '../output.ts'
import { type CommonOptions, withCommon } from '../store-options.ts'
import { withLedger } from '../with-ledger.ts'

interface Options extends CommonOptions {
  readonly asOf?: string
  readonly revision?: number
}

/** `ledger show`: a project's state, now or as it was known. */
export const showCommand = (): Command =>
  withCommon(new Command('show'))
    .argument('<project>', 'project id')
    .option('--as-of <instant>', 'as known at that moment (recordedAt), such as 2023-06-30T23:59:59Z', instant)
    .option('--revision <n>', 'as after that revision', revision)
    .action(async (projectId: string, options: Options) => {
      const { json, asOf, revision } = options
      parse(ProjectParams, { projectId })
      await withLedger(options, 'read', async (ledger) => {
        const project = await ledger.project(projectId, {
          ...(asOf && { asOf }),
          ...(revision !== undefined && { revision }),
        })
        if (project === undefined) throw await missingSubject(ledger, projectId, revision)
        if (json) return printJson(project)
        const { registration, ...rest } = project
        print(
          `${projectId}  ${project.phase}${project.suspended ? ', suspended' : ''}${project.archived ? ', archived' : ''}`,
        )
        print(`  ${registration.title ?? 'untitled'}`)
        print(`  revision ${project.revision}, position ${project.position}`)
        for (const [name, value] of Object.entries(rest)) if (Array.isArray(value)) printItems(name, value)
      })
    })

function printItems(name: string, items: readonly object[]): void {
  for (const [i, item] of items.entries()) {
    const fields = Object.entries(item).map(([key, value]) => `${key} ${describe(value)}`)
    print(`  ${i === 0 ? name.padEnd(12) : ' '.repeat(12)} ${fields.join(', ')}`)
  }
}

const describe = (value: unknown): string =>
  typeof value === 'object' && value !== null ? Object.values(value).join(' ') : String(value)

export function instant(text: string): string {
  if (!Instant.safeParse(text).success)
    throw new InvalidArgumentError('write an instant with offset, such as 2023-06-30T23:59:59Z')
  return text
}

function revision(text: string): number {
  if (!/^(0|[1-9][0-9]{0,8})$/.test(text)) throw new InvalidArgumentError('a revision is a whole number from 0')
  return Number(text)
}
