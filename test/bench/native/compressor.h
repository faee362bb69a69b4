// What both compressors share: parameters in octaves of amplitude, as in the engine.
#ifndef COMPRESSOR_H
#define COMPRESSOR_H

#include "effect.h"
#include <math.h>

#define DB_PER_OCTAVE 6.020599913279624f

typedef struct {
    f32 threshold, slope, makeup, mix, half_knee, knee, parabola, release, attack;
    // Reduction after the release and after the attack stage.
    f32 held, reduction;
} Compressor;

void *effect_create(f32 sample_rate) {
    Compressor *compressor = allocate(sizeof(Compressor));
    const f32 knee = parameter("knee") / DB_PER_OCTAVE;
    *compressor = (Compressor){
        .threshold = parameter("threshold") / DB_PER_OCTAVE,
        .slope = 1 - 1 / parameter("ratio"),
        .makeup = parameter("makeup") / DB_PER_OCTAVE,
        .mix = parameter("wet_dry"),
        .half_knee = knee / 2,
        .knee = knee,
        .parabola = knee > 1e-6f ? 0.5f / knee : 0,
        .release = expf(-1 / (parameter("release") * sample_rate)),
        .attack = expf(-1 / (parameter("attack") * sample_rate)),
    };
    return compressor;
}

#endif
