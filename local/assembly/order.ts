import { isRecord, type TemplateResource } from './template.ts';

/** Logical ids, each after those that it refers to. A circle throws and is named. */
export function inDependencyOrder(resources: Readonly<Record<string, TemplateResource>>): string[] {
  const ordered: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (logicalId: string): void => {
    const resource = resources[logicalId];
    if (resource === undefined || done.has(logicalId)) return;
    if (path.includes(logicalId)) throw new Error(`The template has a circle: ${[...path, logicalId].join(' → ')}.`);
    path.push(logicalId);
    for (const other of [...[resource.DependsOn ?? []].flat(), ...referredTo(resource.Properties)]) visit(other);
    path.pop();
    done.add(logicalId);
    ordered.push(logicalId);
  };
  for (const logicalId of Object.keys(resources)) visit(logicalId);
  return ordered;
}

/** Every name in a Ref, Fn::GetAtt or Fn::Sub, whether or not it is a resource's. */
function referredTo(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referredTo);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref' && typeof inner === 'string') return [inner];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(inner) ? inner[0] : inner).split('.')[0] ?? ''];
    if (key === 'Fn::Sub') {
      const [pattern] = Array.isArray(inner) ? inner : [inner];
      const names = [...String(pattern).matchAll(/\$\{([^!}.]+)/g)].map((match) => match[1] ?? '');
      return [...names, ...referredTo(inner)];
    }
    return referredTo(inner);
  });
}
