import type {
  Counter,
  Histogram,
  Meter,
  MetricOptions,
  ObservableCounter,
  ObservableGauge,
  ObservableUpDownCounter,
  UpDownCounter,
} from '@opentelemetry/api';
import { METRICS, type MetricName, type MetricOf } from './allMetrics';

/** Makes instruments as the one list of metrics says. */
export class Instruments {
  constructor(readonly meter: Meter) {}

  histogram(name: MetricOf<'histogram'>): Histogram {
    return this.meter.createHistogram(name, optionsOf(name));
  }

  counter(name: MetricOf<'counter'>): Counter {
    return this.meter.createCounter(name, optionsOf(name));
  }

  upDownCounter(name: MetricOf<'upDownCounter'>): UpDownCounter {
    return this.meter.createUpDownCounter(name, optionsOf(name));
  }

  observableCounter(name: MetricOf<'counter'>): ObservableCounter {
    return this.meter.createObservableCounter(name, optionsOf(name));
  }

  observableUpDownCounter(name: MetricOf<'upDownCounter'>): ObservableUpDownCounter {
    return this.meter.createObservableUpDownCounter(name, optionsOf(name));
  }

  observableGauge(name: MetricOf<'gauge'>): ObservableGauge {
    return this.meter.createObservableGauge(name, optionsOf(name));
  }
}

function optionsOf(name: MetricName): MetricOptions {
  const { unit, description, buckets } = METRICS[name];
  return { unit, description, ...(buckets.length > 0 && { advice: { explicitBucketBoundaries: [...buckets] } }) };
}
