import { Argument, Command } from 'commander'
import { SHELLS } from '../completion/shells.ts'
import { withExamples, type MakeCommand } from '../make-command.ts'

export const completion: MakeCommand = (surroundings) =>
  withExamples(
    new Command('completion')
      .description('prints what completes commands and options in a shell')
      .addArgument(new Argument('<shell>', 'which one').choices(SHELLS))
      .action(async (shell) => {
        const { runCompletion } = await import('../completion/run-completion.ts')
        runCompletion(shell, surroundings)
      }),
    [
      { does: 'bash', line: 'tokenstile completion bash > /etc/bash_completion.d/tokenstile' },
      {
        does: 'zsh, in a folder of $fpath',
        line: 'tokenstile completion zsh > ~/.zsh/completions/_tokenstile',
      },
      { does: 'fish', line: 'tokenstile completion fish > ~/.config/fish/completions/tokenstile.fish' },
    ],
  )
