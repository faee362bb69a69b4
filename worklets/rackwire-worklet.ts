import { PROCESSOR_NAME } from './messages.ts';
import { RackProcessor } from './rack-processor.ts';

try {
  registerProcessor(PROCESSOR_NAME, RackProcessor);
} catch {
  // A second copy of this very build, loaded from another address: the first one serves both.
}
