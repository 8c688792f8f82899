/**
 * Throws a TypeError unless Authgear would take the string as a resource URI: https, no query, fragment or
 * credentials; a path is fine. Does not normalise: with and without a trailing slash are two resources.
 */
export function checkResource(resource: string): void {
  if (!/^https:\/\/[^/?#@\\\s][^?#@\\\s]*$/.test(resource) || !URL.canParse(resource)) {
    throw new TypeError('token: resource must be an https URI; leave out query, fragment and credentials')
  }
}
