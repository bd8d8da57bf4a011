/** Values of the labels of one series, in the order of its family's labels. */
export type LabelValues = readonly string[];

/** Most series of one family; the labels of any further one become {@linkcode OTHER}. */
const MAX_SERIES = 1_000;

/** What stands for the labels of series beyond the limit. */
export const OTHER = "other";

const SEPARATOR = "\x1f";

/** The series of one family, found by their labels: never more than 1,000, whatever labels come. */
export class SeriesMap<Series> {
  readonly #byKey = new Map<string, { readonly labels: LabelValues; readonly series: Series }>();
  readonly #make: (labels: LabelValues) => Series;

  /**
   * Makes a map.
   *
   * @param make Makes a series.
   */
  constructor(make: (labels: LabelValues) => Series) {
    this.#make = make;
  }

  /** The series of these labels; made when it is asked for the first time. */
  of(labels: LabelValues): Series {
    const key = labels.join(SEPARATOR);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known.series;
    const bounded = this.#byKey.size < MAX_SERIES ? labels : labels.map(() => OTHER);
    if (bounded !== labels && labels.some((label) => label !== OTHER)) return this.of(bounded);
    const series = this.#make(bounded);
    this.#byKey.set(key, { labels: bounded, series });
    return series;
  }

  /** Every series with its labels. */
  entries(): Iterable<{ readonly labels: LabelValues; readonly series: Series }> {
    return this.#byKey.values();
  }
}
