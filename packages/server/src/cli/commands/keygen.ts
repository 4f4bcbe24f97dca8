import { makeKeyFile } from '@procurement-ledger/core/notary'
import { Command } from 'commander'
import { print, printError, printJson } from '../output.ts'

interface Options {
  readonly origin: string
  readonly out: string
  readonly json?: boolean
}

/** `ledger keygen`: the key that signs a log. */
export const keygenCommand = (): Command =>
  new Command('keygen')
    .description(
      'Writes a private key (PKCS#8, Ed25519) that only its owner may read, and prints the public verifier key: the line\n' +
        'that auditors and bidders check checkpoints and receipts with. Publish it where the ledger cannot change it.',
    )
    .requiredOption('--origin <name>', 'the name of the log, such as ledger.example.org/county; a new ledger takes it')
    .option('--out <file>', 'where the key goes; a file that is there is never overwritten', 'ledger.key')
    .option('--json', 'print as JSON')
    .action(async ({ origin, out, json }: Options) => {
      const verifierKey = await makeKeyFile(out, origin)
      if (json) return printJson({ origin, key: out, verifierKey })
      print(verifierKey)
      printError(
        `The private key is ${out}: keep a copy where nobody else reads it. Sign with: ledger serve --key ${out}`,
      )
    })
