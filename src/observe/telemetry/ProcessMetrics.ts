import {
  constants,
  monitorEventLoopDelay,
  performance,
  PerformanceObserver,
  type PerformanceEntry,
} from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import type { Histogram } from '@opentelemetry/api';
import type { Instruments } from './Instruments';

const NANOSECONDS = 1e9;
const MICROSECONDS = 1e6;
const MILLISECONDS = 1e3;

const GC_TYPES: ReadonlyMap<unknown, string> = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
]);

/**
 * CPU, memory, garbage collections and the event loop, by the names that OpenTelemetry's packages use. They are not used themselves:
 * `instrumentation-runtime-node` replaces `require` for the whole process as soon as it is made and loads 134 modules for that, and
 * `host-metrics` loads 53 modules (9 MB) to ask node for two numbers. Node's own counters are read when somebody looks, and cost
 * nothing until then; but for the event loop's delay (a timer every 20 ms) and the list of collections.
 */
export class ProcessMetrics {
  private readonly delay = monitorEventLoopDelay({ resolution: 20 });
  private readonly collections: PerformanceObserver;
  private lastUtilization = performance.eventLoopUtilization();

  constructor(private readonly instruments: Instruments) {
    this.collections = collectionsInto(instruments.histogram('v8js.gc.duration'));
    this.observeProcess();
    this.observeHeap();
    this.observeDelay();
    this.observeUtilization();
    this.delay.enable();
  }

  close(): void {
    this.delay.disable();
    this.collections.disconnect();
  }

  private observeProcess(): void {
    this.instruments.observableCounter('process.cpu.time').addCallback((result) => {
      const { user, system } = process.cpuUsage();
      result.observe(user / MICROSECONDS, { 'cpu.mode': 'user' });
      result.observe(system / MICROSECONDS, { 'cpu.mode': 'system' });
    });
    this.instruments.observableUpDownCounter('process.memory.usage').addCallback((result) => {
      result.observe(process.memoryUsage.rss());
    });
    this.instruments.observableGauge('process.uptime').addCallback((result) => {
      result.observe(process.uptime());
    });
  }

  private observeHeap(): void {
    this.instruments.observableUpDownCounter('v8js.memory.heap.used').addCallback((result) => {
      for (const { space_name: name, space_used_size: bytes } of getHeapSpaceStatistics())
        result.observe(bytes, { 'v8js.heap.space.name': name });
    });
    this.instruments.observableUpDownCounter('fieldgate.heap.limit').addCallback((result) => {
      result.observe(getHeapStatistics().heap_size_limit);
    });
  }

  /** Nothing where nothing was measured since the last time. */
  private observeDelay(): void {
    const { delay } = this;
    const gauges = (['min', 'max', 'mean', 'p50', 'p90', 'p99'] as const).map(
      (each) => [each, this.instruments.observableGauge(`nodejs.eventloop.delay.${each}`)] as const,
    );
    this.instruments.meter.addBatchObservableCallback(
      (result) => {
        if (delay.count === 0) return;
        for (const [each, gauge] of gauges)
          result.observe(
            gauge,
            (each.startsWith('p') ? delay.percentile(Number(each.slice(1))) : delay[each as 'min']) / NANOSECONDS,
          );
        delay.reset();
      },
      gauges.map(([, gauge]) => gauge),
    );
  }

  private observeUtilization(): void {
    this.instruments.observableCounter('nodejs.eventloop.time').addCallback((result) => {
      const { active, idle } = performance.eventLoopUtilization();
      result.observe(active / MILLISECONDS, { 'nodejs.eventloop.state': 'active' });
      result.observe(idle / MILLISECONDS, { 'nodejs.eventloop.state': 'idle' });
    });
    this.instruments.observableGauge('nodejs.eventloop.utilization').addCallback((result) => {
      const now = performance.eventLoopUtilization();
      result.observe(performance.eventLoopUtilization(now, this.lastUtilization).utilization);
      this.lastUtilization = now;
    });
  }
}

/** As node makes them; its types leave `detail` out. */
interface Collection extends PerformanceEntry {
  readonly detail: { readonly kind: unknown };
}

function collectionsInto(histogram: Histogram): PerformanceObserver {
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { duration, detail } = entry as Collection;
      const type = GC_TYPES.get(detail.kind);
      histogram.record(duration / MILLISECONDS, { 'v8js.gc.type': type ?? 'other' });
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return observer;
}
