/** The same path with other parameters. */
export function pathWith(path: string, change: Readonly<Record<string, string>>): string {
  const url = new URL(path, 'http://path.invalid')
  for (const [key, value] of Object.entries(change)) url.searchParams.set(key, value)
  return url.pathname + url.search
}
