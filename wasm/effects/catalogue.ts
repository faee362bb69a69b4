/** Registers every effect: one line each. The numbers and ranges come from the descriptors in `src/effects`. */

import * as numbers from '../generated/parameters';
import { compressorCreate, compressorDestroy, compressorProcess, compressorReset, compressorRetarget } from './compressor';
import { delayCreate, delayDestroy, delayProcess, delayReset, delayRetarget } from './delay';
import { eqCreate, eqDestroy, eqProcess, eqReset, eqRetarget } from './eq';
import { reverbCreate, reverbDestroy, reverbProcess, reverbReset, reverbRetarget } from './reverb';
import { register } from './table';

register(numbers.EFFECT_EQ, numbers.EQ_MIN, numbers.EQ_MAX, numbers.EQ_DEFAULT, eqCreate, eqDestroy, eqRetarget, eqReset, eqProcess);
register(numbers.EFFECT_REVERB, numbers.REVERB_MIN, numbers.REVERB_MAX, numbers.REVERB_DEFAULT, reverbCreate, reverbDestroy, reverbRetarget, reverbReset, reverbProcess);
register(numbers.EFFECT_COMPRESSOR, numbers.COMPRESSOR_MIN, numbers.COMPRESSOR_MAX, numbers.COMPRESSOR_DEFAULT, compressorCreate, compressorDestroy, compressorRetarget, compressorReset, compressorProcess);
register(numbers.EFFECT_DELAY, numbers.DELAY_MIN, numbers.DELAY_MAX, numbers.DELAY_DEFAULT, delayCreate, delayDestroy, delayRetarget, delayReset, delayProcess);
