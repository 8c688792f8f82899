import { Command } from 'commander'
import { withControl, type ControlOptions } from '../control/control-options.ts'
import { collect } from '../trust/trust-options.ts'
import { withAnyWords, withExamples, type MakeCommand } from '../make-command.ts'

const load = () => import('../control/run-users.ts')

export const users: MakeCommand = (surroundings) => {
  const switcher = (name: 'disable' | 'enable', description: string): Command =>
    withControl(new Command(name))
      .description(description)
      .argument('<id>', 'the user')
      .action(async (id: string, options: ControlOptions) =>
        (await load()).setDisabled(id, name === 'disable', options, surroundings),
      )
  const list = withControl(new Command('list'))
    .description('lists them')
    .option('--json', 'prints JSON')
    .action(async (options: ControlOptions, { args }: Command) =>
      (await load()).listUsers(args, options, surroundings),
    )
  const add = withControl(new Command('add'))
    .description('adds a user, or replaces the one of that id')
    .argument('<id>', 'sub in the tokens')
    .option('--role <name>', 'a role; may be repeated', collect)
    .option('--email <address>', 'the email address')
    .option('--anonymous', 'a guest without an account')
    .option('--not-verified', 'a user who is not verified')
    .action(async (id: string, options: ControlOptions) => (await load()).addUser(id, options, surroundings))

  const command = new Command('users').description('lists and changes the users of the local issuer')
  // So that a slip is told as what it is, and not as a word too much for the list.
  command.addCommand(withAnyWords(list), { isDefault: true })
  command.addCommand(add)
  command.addCommand(switcher('disable', 'lets a user no longer log in or refresh'))
  command.addCommand(switcher('enable', 'takes that back'))
  return withExamples(command, [
    { does: 'who there is', line: 'tokenstile users' },
    { does: 'one more', line: 'tokenstile users add carol --role editor --email carol@example.com' },
    {
      does: 'what does your backend do about a user who was disabled?',
      line: 'tokenstile users disable alice',
    },
  ])
}
