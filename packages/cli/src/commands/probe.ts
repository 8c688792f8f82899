import { Command, Option } from 'commander'
import { toCount, toClaims, toMilliseconds } from '../control/value-options.ts'
import { withExamples, type MakeCommand } from '../make-command.ts'
import { collect } from '../trust/trust-options.ts'

export const probe: MakeCommand = (surroundings) =>
  withExamples(
    new Command('probe')
      .description(
        'attacks a backend of your own with every fault a token can have, and says what gets through',
      )
      .requiredOption(
        '--target <url>',
        'a protected route of the backend, on this machine or a private network',
      )
      .option(
        '--issuer <url>',
        'the local issuer that it trusts; default: TOKENSTILE_ISSUER, else http://localhost:4000; with --token, where its keys are',
      )
      .option('--no-issuer-keys', 'with --token: leaves out what needs the public keys of the issuer')
      .option('--token <->', 'with a real issuer: - reads a good token, and all is made from that one')
      .option('--token-file <path>', 'the same, from a file')
      .option('--user <id>', 'whose tokens the local issuer makes', 'alice')
      .option('--role <name>', 'a role that the user has; may be repeated', collect)
      .option('--claim <name=json>', 'a claim of your own in every token; may be repeated', toClaims)
      .option('--method <name>', 'the method; what is let through is executed', 'GET')
      .option('--header <line>', "a header of every request, 'Name: value'; may be repeated", collect)
      .option('--body <text>', 'the body of every request')
      .option('--cookie <name>', 'the backend reads the token from this cookie')
      .option('--token-header <name>', 'the backend reads the token from this header, without Bearer')
      .option(
        '--accept-if <condition>',
        'what a good answer is: status:200, body:TEXT, json:/path=VALUE; may be repeated',
        collect,
      )
      .option('--rate <number>', 'requests a second at most', toCount, 50)
      .option('--timeout <time>', 'how long an answer may take', toMilliseconds, 10_000)
      .addOption(
        new Option('--format <name>', 'how the report is written')
          .choices(['text', 'json', 'junit', 'sarif', 'html'])
          .default('text'),
      )
      .option('--output <path>', 'writes the report into a file')
      .addOption(
        new Option('--fail-on <what>', 'what makes the exit code 1')
          .choices(['let-through', 'any'])
          .default('let-through'),
      )
      .option('--i-own-this-target', 'attacks an address that is neither this machine nor private')
      .action(async (options) => {
        const { runProbe } = await import('../probe/run-probe.ts')
        await runProbe(options, surroundings)
      }),
    [
      {
        does: 'a backend that trusts the local issuer (tokenstile dev)',
        line: 'tokenstile probe --target http://localhost:3000/me',
      },
      {
        does: 'one that trusts a real issuer: a good token is needed',
        line: 'pbpaste | tokenstile probe --target http://localhost:3000/me --token -',
      },
      {
        does: 'in a pipeline, for the list of findings of your code host',
        line: 'tokenstile probe --target http://localhost:3000/me --format sarif --output probe.sarif',
      },
    ],
  )
