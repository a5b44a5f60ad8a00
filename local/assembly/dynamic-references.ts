/**
 * Replaces `{{resolve:secretsmanager:<id>:SecretString:<key>:<stage>:<version>}}` in a text; without a key the whole secret
 * stands there. Any other service in a dynamic reference throws.
 */
export function dynamicReferences(text: string, secretValue: (id: string, key: string) => string): string {
  if (!text.includes('{{resolve:')) return text;
  return text.replace(/\{\{resolve:([a-z-]+):([^}]*)\}\}/g, (_, service: string, reference: string) => {
    if (service !== 'secretsmanager')
      throw new Error(`A dynamic reference to ${service} is not known to the local runtime.`);
    const parts = reference.split(':');
    // An ARN has six colons of its own.
    const idLength = reference.startsWith('arn:') ? 7 : 1;
    return secretValue(parts.slice(0, idLength).join(':'), parts[idLength + 1] ?? '');
  });
}
