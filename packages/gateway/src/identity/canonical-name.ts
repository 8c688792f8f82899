/**
 * The name under which some backend may find a header: lower case, and a hyphen for all that is no letter or digit. CGI, PHP
 * and WSGI fold `X_User_Id` and `X.User.Id` into the name of `X-User-Id`.
 */
export function canonicalName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '-')
}
