/** A pack as a file holds it, with one rule that a named function judges. The country is invented. */
export const ownPack = (functionName: string) => ({
  id: 'xl',
  version: 1,
  name: { en: 'Law of Exampleland (invented)', zh: '示例国法' },
  rules: [
    {
      id: 'X1',
      version: 1,
      effectiveFrom: '2020-01-01',
      scope: {},
      severity: 'warn',
      article: 'Procurement Act of Exampleland (invented) s. 12',
      name: { en: 'opening in time', zh: '按时开标' },
      binds: 'buyer',
      counted: 'In the minute of the deadline.',
      parts: [{ subject: 'project', check: 'function', name: functionName }],
    },
  ],
})
