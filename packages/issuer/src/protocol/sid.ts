/** A session as ID tokens name it (`sid`): as in Authgear, the kind and the id of what the tokens hang on. */
export type SessionKind = 'idp' | 'offline_grant'

export function toSid(kind: SessionKind, id: string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url')
}

/** Gives kind and id, or nothing for a string that is no `sid`. */
export function decodeSid(sid: string): { kind: SessionKind; id: string } | undefined {
  const [, kind, id] = /^(idp|offline_grant):(.+)$/.exec(Buffer.from(sid, 'base64url').toString()) ?? []
  if (id === undefined) return undefined
  return { kind: kind === 'idp' ? 'idp' : 'offline_grant', id }
}
