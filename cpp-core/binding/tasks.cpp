#include "tasks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "fields.hpp"

namespace binding {
namespace {

constexpr std::int64_t kMostBins = 1 << 20;
constexpr std::int64_t kSafe = (std::int64_t{1} << 53) - 1;

kernel::DdmTrials read_trials(const Fields& fields) {
  kernel::DdmTrials trials;
  trials.drift = fields.f64("drift");
  trials.threshold = fields.f64("threshold");
  trials.noise = fields.f64("noise");
  trials.starting_value = fields.f64("startingValue");
  trials.offset = fields.f64("offset");
  trials.non_decision_time = fields.f64("nonDecisionTime");
  trials.leak = fields.is_null("leak") ? 0 : fields.number("leak");
  trials.time_step = fields.number("timeStepSize");
  trials.max_steps = static_cast<std::int32_t>(fields.integer("maxSteps", 1, kernel::kMostSteps));
  return trials;
}

kernel::Estimator read_estimator(const Fields& fields) {
  const std::string name = fields.text("estimator");
  if (name == "log-gaussian-kde") return kernel::Estimator::kLogGaussian;
  if (name == "gaussian-kde") return kernel::Estimator::kGaussian;
  if (name == "fast-kde") return kernel::Estimator::kFast;
  if (name == "local-likelihood") return kernel::Estimator::kLocal;
  if (name == "histogram") return kernel::Estimator::kHistogram;
  throw fields.refuse("estimator", "must be the name of an estimator", name);
}

kernel::HistogramOptions read_histogram(const Fields& fields) {
  kernel::HistogramOptions options;
  if (!fields.is_null("bins")) options.bins = static_cast<std::size_t>(fields.integer("bins", 1, kMostBins));
  if (!fields.is_null("smoothing")) options.smoothing = fields.number("smoothing");
  if (!fields.is_null("pseudocount")) options.pseudocount = fields.number("pseudocount");
  const auto is_size = [](double x) { return std::isfinite(x) && x >= 0; };
  if (!is_size(options.smoothing))
    throw fields.refuse("smoothing", "must be finite and at least 0", kernel::shown(options.smoothing));
  if (!is_size(options.pseudocount))
    throw fields.refuse("pseudocount", "must be finite and at least 0", kernel::shown(options.pseudocount));
  return options;
}

kernel::Bandwidth read_bandwidth(const Fields& fields) {
  using Rule = kernel::Bandwidth::Rule;
  if (fields.is_null("bandwidth")) return {};
  if (fields.is_number("bandwidth")) return {Rule::kGiven, fields.number("bandwidth")};
  const std::string rule = fields.text("bandwidth");
  if (rule == "silverman") return {Rule::kSilverman, 0};
  if (rule == "scott") return {Rule::kScott, 0};
  throw fields.refuse("bandwidth", "must be 'silverman', 'scott' or a number", rule);
}

}  // namespace

kernel::StreamRange read_streams(const Fields& fields) {
  kernel::StreamRange streams;
  const std::string purpose = fields.text("purpose");
  if (purpose == "simulate") {
    streams.purpose = kernel::Purpose::kSimulate;
  } else if (purpose == "fit") {
    streams.purpose = kernel::Purpose::kFit;
  } else if (purpose == "predict") {
    streams.purpose = kernel::Purpose::kPredict;
  } else {
    throw fields.refuse("purpose", "must be 'simulate', 'fit' or 'predict'", purpose);
  }
  streams.seed = fields.integer("seed", -kSafe, kSafe);
  streams.mechanism = static_cast<std::uint32_t>(fields.integer("mechanism", 0, INT32_MAX));
  streams.first_trial = static_cast<std::uint64_t>(fields.integer("firstTrial", 0, kSafe));
  if (!fields.is_null("firstEstimate")) {
    streams.first_estimate = static_cast<std::uint64_t>(fields.integer("firstEstimate", 0, kSafe));
  }
  return streams;
}

kernel::Isa read_isa(const Fields& fields) {
  if (fields.is_null("isa")) return kernel::best_isa();
  const std::string name = fields.text("isa");
  const auto isa = kernel::isa_of(name);
  const auto usable = kernel::usable_isas();
  if (isa && std::find(usable.begin(), usable.end(), *isa) != usable.end()) return *isa;
  throw fields.refuse("isa", "must be an instruction set that runs here", name);
}

std::uint32_t read_estimates(const Fields& fields, std::size_t trials, double most_paths) {
  const auto estimates = static_cast<std::uint32_t>(fields.integer("estimates", 1, kernel::kMostEstimates));
  const double paths = static_cast<double>(trials) * estimates;
  if (paths > most_paths) {
    throw fields.refuse("estimates", "must not make so many paths, all trials together",
                        kernel::shown(paths));
  }
  return estimates;
}

kernel::DensityOptions read_density(const Fields& density) {
  kernel::DensityOptions options;
  options.estimator = read_estimator(density);
  options.minimum_samples =
      static_cast<std::uint32_t>(density.integer("minimumSamples", 1, kernel::kMostEstimates));
  options.histogram = read_histogram(density);
  options.bandwidth = read_bandwidth(density);
  options.reflects = density.flag("reflect");
  return options;
}

kernel::Observed read_observed(const Fields& seen) {
  kernel::Observed observed;
  if (!seen.is_null("choice")) observed.choice = seen.u8("choice");
  if (!seen.is_null("rt")) observed.rt = seen.f64("rt");
  observed.include = seen.u8("include");
  return observed;
}

double read_floor(const Fields& fields) {
  const double floor = fields.number("floor");
  if (std::isfinite(floor) && floor >= 0) return floor;
  throw fields.refuse("floor", "must be null or finite and at least 0", kernel::shown(floor));
}

kernel::Terms read_terms(const Fields& task) {
  kernel::Terms terms;
  if (!task.is_null("rtRange")) {
    const Fields range = task.object("rtRange");
    terms.rt_range = kernel::RtRange{range.number("low"), range.number("high")};
  }
  if (!task.is_null("censorAfter")) terms.censor_after = task.number("censorAfter");
  if (!task.is_null("lapse")) {
    const Fields lapse = task.object("lapse");
    terms.lapse = kernel::Lapse{lapse.number("probability"), lapse.number("low"), lapse.number("high")};
  }
  return terms;
}

std::shared_ptr<kernel::SimulateJob> simulate_job(Napi::Value task, std::function<void()> when_done) {
  const Fields fields(task, "");
  kernel::DdmTrials trials = read_trials(fields.object("trials"));
  if (const auto error = kernel::check(trials)) throw refusal(task.Env(), *error);
  const std::uint32_t estimates = read_estimates(fields, trials.size(), 1u << 30);
  return std::make_shared<kernel::SimulateJob>(std::move(trials), read_streams(fields.object("key")),
                                               estimates, read_isa(fields), std::move(when_done));
}

std::shared_ptr<kernel::LikelihoodJob> likelihood_job(Napi::Value task, std::function<void()> when_done) {
  const Fields fields(task, "");
  kernel::DdmTrials trials = read_trials(fields.object("trials"));
  kernel::Observed observed = read_observed(fields.object("observed"));
  if (!fields.is_null("group")) observed.group = fields.i32("group");
  kernel::LikelihoodOptions options;
  const Fields density = fields.object("density");
  options.density = read_density(density);
  options.terms = read_terms(fields);
  if (!density.is_null("floor")) options.terms.floor = read_floor(density);
  options.standard_error = fields.flag("standardError");
  if (const auto error = kernel::check(trials, observed, options)) throw refusal(task.Env(), *error);
  // Units are numbered by 32 bits.
  const std::uint32_t estimates = read_estimates(fields, trials.size(), 1e12);
  return std::make_shared<kernel::LikelihoodJob>(std::move(trials), read_streams(fields.object("key")),
                                                 estimates, std::move(observed), options, read_isa(fields),
                                                 std::move(when_done));
}

Napi::Value kernel_density(const Napi::CallbackInfo& info) {
  const Fields fields(info[0], "");
  const std::vector<double> sample = fields.f64("sample");
  const auto is_finite = [](double x) { return std::isfinite(x); };
  if (!std::all_of(sample.begin(), sample.end(), is_finite)) {
    throw fields.refuse("sample", "must hold finite numbers only", "others");
  }
  if (std::adjacent_find(sample.begin(), sample.end(), std::not_equal_to<>()) == sample.end()) {
    throw fields.refuse("sample", "must hold two different numbers at least", std::to_string(sample.size()));
  }
  const double bandwidth = fields.is_null("bandwidth") ? 0 : fields.number("bandwidth");
  if (!(std::isfinite(bandwidth) && (bandwidth > 0 || fields.is_null("bandwidth")))) {
    throw fields.refuse("bandwidth", "must be finite and above 0", kernel::shown(bandwidth));
  }
  const kernel::GridDensity grid =
      kernel::sample_density(sample, {read_estimator(fields), bandwidth, read_histogram(fields)});
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("axis", to_f64(info.Env(), grid.axis));
  result.Set("density", to_f64(info.Env(), grid.density));
  return result;
}

Napi::Float64Array to_f64(Napi::Env env, const std::vector<double>& values) {
  auto array = Napi::Float64Array::New(env, values.size());
  std::copy(values.begin(), values.end(), array.Data());
  return array;
}

}  // namespace binding
