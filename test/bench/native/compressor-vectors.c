// The compressor four frames at a time, its recursions as scans, as in the engine.
#include "compressor.h"
#include "vectors.h"

static inline f32x4 fast_log2(f32x4 x) {
    const f32x4 straight = __builtin_convertvector((i32x4)x, f32x4) * 1.1920928955078125e-7f - 127;
    const f32x4 t = (f32x4)(((i32x4)x & 0x7fffff) | 0x3f800000) - 1;
    return t * (t - 1) * ((-0.08213071798604471f * t + 0.239058265766893f) * t - 0.43872574781350526f) + straight;
}

static inline f32x4 fast_exp2(f32x4 x) {
    const f32x4 shifted = x + 12582912.f;
    const f32x4 f = x - (shifted - 12582912.f);
    const f32x4 p = ((0.009582852965454771f * f + 0.05590642524030022f) * f + 0.24024098617414075f) * f + 0.6931241933468965f;
    return (f32x4)((i32x4)(p * f + 1) + ((i32x4)shifted << 23));
}

static inline f32x4 shift1(f32x4 x) { return __builtin_shuffle(splat(0), x, (i32x4){3, 4, 5, 6}); }
static inline f32x4 shift2(f32x4 x) { return __builtin_shuffle(splat(0), x, (i32x4){2, 3, 4, 5}); }
static inline f32x4 last(f32x4 x) { return __builtin_shuffle(x, (i32x4){3, 3, 3, 3}); }
static inline f32x4 powers(f32 a) { return (f32x4){a, a * a, a * a * a, a * a * a * a}; }

void effect_process(void *effect, const f32 *restrict left, const f32 *restrict right, f32 *restrict out_left, f32 *restrict out_right) {
    const Compressor c = *(Compressor *)effect;
    const f32x4 zero = splat(0), releases = powers(c.release), attacks = powers(c.attack);
    const f32 release2 = c.release * c.release, attack2 = c.attack * c.attack;
    f32x4 held = splat(c.held), reduction = splat(c.reduction);
    for (int frame = 0; frame < QUANTUM; frame += 4) {
        const f32x4 l = load(left + frame), r = load(right + frame);
        const f32x4 over = fast_log2(max4(max4(abs4(l), abs4(r)), splat(1e-6f))) - c.threshold;
        const f32x4 t = max4(zero, min4(splat(c.knee), over + c.half_knee));
        const f32x4 wanted = c.slope * (t * t * c.parabola + max4(zero, over - c.half_knee));

        f32x4 floor = wanted, drift = (1 - c.release) * wanted;
        floor = max4(floor, c.release * shift1(floor) + drift);
        drift = c.release * shift1(drift) + drift;
        floor = max4(floor, release2 * shift2(floor) + drift);
        drift = release2 * shift2(drift) + drift;
        held = max4(floor, releases * last(held) + drift);

        f32x4 sum = (1 - c.attack) * held;
        sum = c.attack * shift1(sum) + sum;
        sum = attack2 * shift2(sum) + sum;
        reduction = attacks * last(reduction) + sum;

        const f32x4 gain = c.mix * (fast_exp2(c.makeup - reduction) - 1) + 1;
        store(out_left + frame, l * gain);
        store(out_right + frame, r * gain);
    }
    ((Compressor *)effect)->held = held[3];
    ((Compressor *)effect)->reduction = reduction[3];
}
