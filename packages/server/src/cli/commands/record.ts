import { readFileSync } from 'node:fs'
import { type Fact, type Ledger, parseJson, type Subject } from '@procurement-ledger/core'
import { Command, InvalidArgumentError } from 'commander'
import { refusedProblem } from '../../http/problems.ts'
import { decodeUtf8 } from '../../utf8.ts'
import { withEvidenceToHold } from '../evidence.ts'
import { print, printJson } from '../output.ts'
import { type RulesOptions, withRules } from '../rules.ts'
import { type CommonOptions, withCommon } from '../store-options.ts'
import { UsageError } from '../stores.ts'
import { subjectOf } from '../stream-name.ts'
import { withLedger } from '../with-ledger.ts'

interface Options extends CommonOptions, RulesOptions {
  readonly override: readonly Override[]
  readonly occurredAt: string
  readonly actor: { readonly id: string; readonly role: string }
  readonly data?: string
  readonly commandId?: string
  readonly stream?: string
  readonly evidence?: string
}

const STDIN = 0

/** `ledger record`: one fact. */
export const recordCommand = (): Command =>
  withRules(withEvidenceToHold(withCommon(new Command('record'))))
    .description(
      'Records one fact of a project, or, with --stream, of an enterprise or an expert. Data is a JSON object, from a file or from stdin.',
    )
    .usage('[options] <project> <type>\n       ledger record [options] --stream party-X <type>')
    .argument('[project]', 'project id, such as JX-2023-001; with --stream it may be left out')
    .argument('[type]', 'event type, such as ContractSigned; docs/lifecycle.md lists them')
    .option('--stream <name>', 'party-X or expert-X: of the enterprise or the expert X')
    .requiredOption(
      '--occurred-at <instant>',
      'when it happened: RFC 3339 with offset, such as 2023-06-02T10:00:00+08:00',
    )
    .requiredOption('--actor <id:role>', 'who states it, such as u-7:buyer', actor)
    .option('--data <file>', 'the data as JSON; - reads stdin', '-')
    .option(
      '--override <rule:by:reason>',
      'records the fact though it breaks a rule that is set to block: who decides so, and why; may be repeated',
      override,
      [],
    )
    .option('--command-id <uuid>', 'the same id again gives the same receipt')
    .addHelpText(
      'after',
      `
Example:
  echo '{"contractId":"C-1"}' | ledger record JX-2023-001 ContractFiled \\
    --occurred-at 2023-06-05T09:00:00+08:00 --actor u-7:agency`,
    )
    .action(async (first: string | undefined, second: string | undefined, options: Options) => {
      const { occurredAt, commandId, evidence, json } = options
      const { subject, type } = asked(first, second, options.stream)
      const overrides = options.override.length === 0 ? {} : { overrides: options.override }
      const data = readData(options.data ?? '-')
      const fact = { type, occurredAt, data, actor: options.actor, ...overrides } as unknown as Fact
      const record = async (ledger: Ledger): Promise<void> => {
        // RFC 9562 section 4: letter case does not count on input.
        const once = commandId === undefined ? {} : { commandId: commandId.toLowerCase() }
        const outcome = await ledger.submit(subject, fact, once)
        if (outcome.status === 'refused') throw refusedProblem(outcome.refusal)
        const [receipt] = outcome.receipts
        if (json) return printJson(receipt)
        print(
          `${outcome.status} ${receipt?.type} as revision ${receipt?.revision} of ${receipt?.projectId ?? receipt?.stream}`,
        )
        print(
          `  event     ${receipt?.eventId}\n  position  ${receipt?.position}\n  recorded  ${receipt?.recordedAt}\n  leaf hash ${receipt?.leafHash}`,
        )
      }
      await withLedger(options, 'write', record, evidence)
    })

interface Asked {
  readonly subject: Subject
  readonly type: string
}

/** A project and a type; or a stream and a type, before which the id of the stream may stand, as that of a project would. */
function asked(first: string | undefined, second: string | undefined, stream: string | undefined): Asked {
  const type = second ?? (stream === undefined ? undefined : first)
  if (first === undefined || type === undefined)
    throw new UsageError('name a project and an event type, or a --stream and an event type')
  if (stream === undefined) return { subject: first, type }
  const subject = subjectOf(stream)
  const id = 'party' in subject ? subject.party : subject.expert
  if (second !== undefined && first !== id)
    throw new UsageError(`${first} is not the id in ${stream}; leave it out, or leave --stream out`)
  return { subject, type }
}

function readData(file: string): unknown {
  const text = decodeUtf8(readBytes(file))
  if (text === undefined) throw new UsageError(`${file} is not UTF-8; encode it so`)
  const parsed = parseJson(text)
  if (!parsed.ok)
    throw new UsageError(
      `the data is not JSON that can be recorded: ${parsed.issue.path || '/'}: ${parsed.issue.message}`,
    )
  return parsed.value
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? STDIN : file)
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`)
  }
}

type Override = NonNullable<Fact['overrides']>[number]

function override(text: string, known: readonly Override[]): readonly Override[] {
  const [, rule, by, reason] = /^([^:]+):([^:]+):(.+)$/s.exec(text) ?? []
  if (rule === undefined || by === undefined || reason === undefined)
    throw new InvalidArgumentError('write rule:by:reason, such as "R14:office-7:the bidder was ill"')
  return [...known, { rule, by, reason }]
}

function actor(text: string): Options['actor'] {
  const [, id, role] = /^([^:]+):([^:]+)$/.exec(text) ?? []
  if (id === undefined || role === undefined) throw new InvalidArgumentError('write id:role, such as u-7:buyer')
  return { id, role }
}
