// The compressor in plain C: the detector's recursions run alone, so that the compiler can turn the rest into vectors.
#include "compressor.h"

typedef union {
    f32 number;
    int bits;
} Word;

// The engine's polynomials: see wasm/dsp/decibel.ts.
static inline f32 fast_log2(f32 x) {
    const Word word = {.number = x}, mantissa = {.bits = (word.bits & 0x7fffff) | 0x3f800000};
    const f32 straight = (f32)word.bits * 1.1920928955078125e-7f - 127;
    const f32 t = mantissa.number - 1;
    return t * (t - 1) * ((-0.08213071798604471f * t + 0.239058265766893f) * t - 0.43872574781350526f) + straight;
}

static inline f32 fast_exp2(f32 x) {
    const f32 magic = 12582912;
    const Word shifted = {.number = x + magic};
    const f32 f = x - (shifted.number - magic);
    const f32 p = ((0.009582852965454771f * f + 0.05590642524030022f) * f + 0.24024098617414075f) * f + 0.6931241933468965f;
    Word power = {.number = p * f + 1};
    power.bits += (int)((unsigned)shifted.bits << 23);
    return power.number;
}

static inline f32 larger(f32 a, f32 b) { return a > b ? a : b; }
static inline f32 smaller(f32 a, f32 b) { return a < b ? a : b; }

void effect_process(void *effect, const f32 *restrict left, const f32 *restrict right, f32 *restrict out_left, f32 *restrict out_right) {
    const Compressor c = *(Compressor *)effect;
    f32 reductions[QUANTUM];
    for (int frame = 0; frame < QUANTUM; frame++) {
        const f32 peak = larger(fabsf(left[frame]), fabsf(right[frame]));
        const f32 over = fast_log2(larger(peak, 1e-6f)) - c.threshold;
        const f32 t = larger(0, smaller(c.knee, over + c.half_knee));
        reductions[frame] = c.slope * (t * t * c.parabola + larger(0, over - c.half_knee));
    }
    f32 held = c.held, reduction = c.reduction;
    for (int frame = 0; frame < QUANTUM; frame++) {
        const f32 wanted = reductions[frame];
        held = larger(wanted, c.release * held + (1 - c.release) * wanted);
        reduction = c.attack * reduction + (1 - c.attack) * held;
        reductions[frame] = reduction;
    }
    for (int frame = 0; frame < QUANTUM; frame++) {
        const f32 gain = c.mix * (fast_exp2(c.makeup - reductions[frame]) - 1) + 1;
        out_left[frame] = left[frame] * gain;
        out_right[frame] = right[frame] * gain;
    }
    ((Compressor *)effect)->held = held;
    ((Compressor *)effect)->reduction = reduction;
}
