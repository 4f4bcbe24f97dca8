import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { DEFAULT_STORE } from './store-options.ts'
import { STORE_FORMS } from './stores.ts'

/** As it was published. */
const { version: VERSION } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

interface Entry {
  readonly summary: string
  readonly load: () => Promise<Command>
}

/** In the order of the help. What a command stands on takes longer to load than most commands to run. */
const COMMANDS: { readonly [name: string]: Entry } = {
  serve: {
    summary: 'the HTTP service',
    load: async () => (await import('./commands/serve.ts')).serveCommand(),
  },
  record: {
    summary: 'record one fact',
    load: async () => (await import('./commands/record.ts')).recordCommand(),
  },
  show: {
    summary: "a project's state, now or as it was known",
    load: async () => (await import('./commands/show.ts')).showCommand(),
  },
  replay: {
    summary: 'events as NDJSON on stdout, in commit order',
    load: async () => (await import('./commands/replay.ts')).replayCommand(),
  },
  import: {
    summary: 'OCDS files, or an export of a ledger',
    load: async () => (await import('./commands/import.ts')).importCommand(),
  },
  export: {
    summary: 'the facts for other tools, or for a restore',
    load: async () => (await import('./commands/export.ts')).exportCommand(),
  },
  projects: {
    summary: 'projects, by filters',
    load: async () => (await import('./commands/lists.ts')).projectsCommand(),
  },
  bonds: {
    summary: 'bid and performance bonds, what is held of them and by when it is due',
    load: async () => (await import('./commands/bonds.ts')).bondsCommand(),
  },
  statistics: {
    summary: 'the definitions, or a figure',
    load: async () => (await import('./commands/statistics.ts')).statisticsCommand(),
  },
  compliance: {
    summary: 'the legal deadlines and amounts',
    load: async () => (await import('./commands/compliance.ts')).complianceCommand(),
  },
  keygen: {
    summary: 'make a key that signs a log',
    load: async () => (await import('./commands/keygen.ts')).keygenCommand(),
  },
  bundle: {
    summary: 'every event of a project with its proof, as a zip',
    load: async () => (await import('./commands/bundle.ts')).bundleCommand(),
  },
  verify: {
    summary: 'prove that nothing was altered, dropped, reordered or slipped in',
    load: async () => (await import('./commands/verify.ts')).verifyCommand(),
  },
  demo: {
    summary: "a county's example year, recorded, replayed and measured",
    load: async () => (await import('./commands/demo.ts')).demoCommand(),
  },
}

/** The `ledger` command line: whole where `argv` names a command, of the others the name and what they are for. */
export async function buildProgram(argv: readonly string[]): Promise<Command> {
  const program = new Command('ledger')
    .description('An event-sourced ledger of public procurement: record, replay, measure, prove.')
    .version(VERSION, '--version', 'the version of this program')
    .showHelpAfterError('(add --help for what it takes)')
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 1 refused or different, 2 wrong usage or a store that cannot be used; verify has more.
The store is --store or LEDGER_STORE: ${STORE_FORMS}; default ${DEFAULT_STORE}.

Start here:
  ledger demo                        a county's example year, recorded and measured
  ledger serve                       HTTP on 127.0.0.1:3000, documents at /docs
  ledger import ocds releases.json   what a publisher publishes`,
    )
  for (const [name, { summary, load }] of Object.entries(COMMANDS)) {
    const command = argv.includes(name) ? await load() : new Command(name)
    program.addCommand(command.summary(summary))
  }
  return program
}
