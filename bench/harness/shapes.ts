/** A step of a shape. */
export interface ShapeStep {
  /** Its name. */
  readonly name: string;
  /** Names of the steps before it. */
  readonly needs: readonly string[];
}

/** A graph of no-op steps, the same for every system. */
export interface Shape {
  /** Its name; a template, flow or workflow may be called so. */
  readonly name: string;
  /** Its steps, parents first. */
  readonly steps: readonly ShapeStep[];
}

/** Names of the shapes. */
export type ShapeName = keyof typeof SHAPES;

/** The graphs that are run. */
export const SHAPES = {
  single: { name: "single", steps: [{ name: "a", needs: [] }] },
  linear_4: { name: "linear_4", steps: chain(["a", "b", "c", "d"]) },
  diamond: {
    name: "diamond",
    steps: [
      { name: "a", needs: [] },
      { name: "b", needs: ["a"] },
      { name: "c", needs: ["a"] },
      { name: "d", needs: ["b", "c"] },
    ],
  },
  fan_20: { name: "fan_20", steps: fan(20) },
  fan_1000: { name: "fan_1000", steps: fan(1000) },
  layers_1000: { name: "layers_1000", steps: layers(10, 100) },
} as const satisfies Readonly<Record<string, Shape>>;

/** The steps by their distance from a root: what engines that have no graphs run side by side. */
export function levelsOf(shape: Shape): string[][] {
  const levels: string[][] = [];
  const levelOf = new Map<string, number>();
  for (const { name, needs } of shape.steps) {
    const level = Math.max(-1, ...needs.map((parent) => levelOf.get(parent) ?? -1)) + 1;
    levelOf.set(name, level);
    (levels[level] ??= []).push(name);
  }
  return levels;
}

/** The name of the step that ends last. */
export function lastStep(shape: Shape): string {
  return shape.steps.at(-1)!.name;
}

function chain(names: readonly string[]): ShapeStep[] {
  return names.map((name, i) => ({ name, needs: i === 0 ? [] : [names[i - 1]!] }));
}

function fan(width: number): ShapeStep[] {
  const middle = Array.from({ length: width }, (_, i) => `m${i}`);
  return [
    { name: "a", needs: [] },
    ...middle.map((name) => ({ name, needs: ["a"] })),
    { name: "z", needs: middle },
  ];
}

/** Each step of a layer needs two of the layer above. */
function layers(depth: number, width: number): ShapeStep[] {
  const name = (layer: number, i: number) => `n${layer * width + i % width}`;
  return Array.from({ length: depth * width }, (_, i) => {
    const [layer, place] = [Math.floor(i / width), i % width];
    const needs = layer === 0 ? [] : [name(layer - 1, place), name(layer - 1, place + 1)];
    return { name: name(layer, place), needs };
  });
}
