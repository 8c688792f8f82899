import type { User } from '@tokenstile/issuer'
import type { Surroundings } from '../surroundings.ts'
import { UsageError } from '../usage-error.ts'
import { printable } from '../terminal/printable.ts'
import { createControlClient } from './control-client.ts'
import type { ControlOptions } from './control-options.ts'

export interface AddUserOptions extends ControlOptions {
  readonly role?: readonly string[] | undefined
  readonly email?: string | undefined
  readonly anonymous?: boolean | undefined
  readonly notVerified?: boolean | undefined
}

/** Lists the users of the local issuer. */
export async function listUsers(
  [slip]: readonly string[],
  options: ControlOptions,
  surroundings: Surroundings,
): Promise<void> {
  if (slip !== undefined) {
    throw new UsageError(`there is no "users ${slip}"`, 'say list, add, disable or enable')
  }
  const { out } = surroundings
  const users = await createControlClient(options, surroundings).get<readonly User[]>('users')
  if (options.json === true) out(`${JSON.stringify(users, undefined, 2)}\n`)
  else if (users.length === 0) out('no users; "tokenstile users add alice" adds one\n')
  else out(users.map((user) => `${describeUser(user)}\n`).join(''))
}

/** Adds a user, or replaces the one of the same id. */
export async function addUser(
  id: string,
  options: AddUserOptions,
  surroundings: Surroundings,
): Promise<void> {
  const { role, email, anonymous, notVerified } = options
  const user = await createControlClient(options, surroundings).post<User>('users', {
    id,
    ...(role !== undefined && { roles: role }),
    ...(email !== undefined && { standardAttributes: { email } }),
    ...(anonymous === true && { isAnonymous: true }),
    ...(notVerified === true && { isVerified: false }),
  })
  surroundings.out(`added ${describeUser(user)}\n`)
}

/** Disables a user, who then cannot log in or refresh, or enables them again. */
export async function setDisabled(
  id: string,
  isDisabled: boolean,
  options: ControlOptions,
  surroundings: Surroundings,
): Promise<void> {
  const control = createControlClient(options, surroundings)
  await control.post(`users/${encodeURIComponent(id)}/${isDisabled ? 'disable' : 'enable'}`)
  surroundings.out(
    isDisabled
      ? `disabled ${id}: no login, no refresh; access tokens that are out there count until they expire\n`
      : `enabled ${id}\n`,
  )
}

/** One user in a line. */
export function describeUser({ id, roles, isAnonymous, isVerified, isDisabled }: User): string {
  const facts = [
    ...roles,
    ...(isAnonymous ? ['anonymous'] : isVerified ? [] : ['not verified']),
    ...(isDisabled ? ['disabled'] : []),
  ]
  return printable(facts.length === 0 ? id : `${id} (${facts.join(', ')})`)
}
