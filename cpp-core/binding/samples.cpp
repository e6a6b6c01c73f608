#include "samples.hpp"

#include <utility>

#include "fields.hpp"
#include "tasks.hpp"

namespace binding {

kernel::SampleTerms read_sample_terms(const Fields& fields) {
  kernel::SampleTerms terms;
  const Fields density = fields.object("density");
  terms.density = read_density(density);
  if (!density.is_null("floor")) terms.floor = read_floor(density);
  if (!fields.is_null("range")) {
    const Fields range = fields.object("range");
    terms.range = kernel::RtRange{range.number("low"), range.number("high")};
  }
  if (!fields.is_null("lapse")) {
    const Fields lapse = fields.object("lapse");
    terms.lapse_probability = lapse.number("probability");
    terms.lapse_likelihood = lapse.number("likelihood");
  }
  terms.standard_error = fields.flag("standardError");
  return terms;
}

std::shared_ptr<kernel::SampleJob> sample_job(Napi::Value task, std::function<void()> when_done) {
  const Fields fields(task, "");
  const Fields seen = fields.object("observed");
  kernel::Samples samples;
  samples.include = seen.u8("include");
  samples.trials = samples.include.size();
  samples.estimates = static_cast<std::size_t>(fields.integer("estimates", 1, 1 << 30));
  samples.categorical = static_cast<std::size_t>(fields.integer("outcomes", 0, 100));
  samples.codes = fields.u8("categorical");
  samples.seen_codes = seen.u8("categorical");
  if (!fields.is_null("continuous")) {
    samples.values = fields.f64("continuous");
    samples.seen_values = seen.f64("continuous");
  }
  if (!fields.is_null("origin")) samples.origin = fields.f64("origin");
  const kernel::SampleTerms terms = read_sample_terms(fields);
  if (const auto error = kernel::check(samples, terms)) throw refusal(task.Env(), *error);
  return std::make_shared<kernel::SampleJob>(std::move(samples), terms, std::move(when_done));
}

Napi::Value sample_scores(Napi::Env env, kernel::SampleJob& job) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("logLikelihood", to_f64(env, job.log_likelihood));
  result.Set("standardError",
             job.has_standard_error() ? Napi::Number::New(env, job.standard_error()) : env.Null());
  return result;
}

}  // namespace binding
