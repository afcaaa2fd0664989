import Checkpoints
import Tensors
import Testing

@testable import Schedulers

@Suite struct RetrieveTimestepsTests {
  private func retrieve(
    _ name: String, _ request: ScheduleRequest
  ) throws -> (timesteps: [Timestep], numInferenceSteps: Int?) {
    var scheduler = try SchedulerFactory.make(name, [:], as: Double.self)
    return try scheduler.retrieveTimesteps(request)
  }

  @Test func countsCustomTimesteps() throws {
    let schedule = try retrieve(
      "DDPMScheduler", ScheduleRequest(numInferenceSteps: 50, timesteps: [900, 500, 1]))
    #expect(schedule.timesteps == [900, 500, 1].map { .integer($0) })
    #expect(schedule.numInferenceSteps == 3)
  }

  @Test func keepsTheStepsAskedFor() throws {
    let schedule = try retrieve("HeunDiscreteScheduler", ScheduleRequest(numInferenceSteps: 4))
    #expect(schedule.timesteps.count == 7)
    #expect(schedule.numInferenceSteps == 4)
  }

  static let refusals: [(String, ScheduleRequest, String)] = [
    (
      "DDIMScheduler", ScheduleRequest(timesteps: [900, 1]),
      "The current scheduler class <class 'diffusers.schedulers.scheduling_ddim.DDIMScheduler'>'s"
        + " `set_timesteps` does not support custom timestep schedules. Please check whether you are"
        + " using the correct scheduler."
    ),
    (
      "HeunDiscreteScheduler", ScheduleRequest(sigmas: [3, 1]),
      "The current scheduler class <class"
        + " 'diffusers.schedulers.scheduling_heun_discrete.HeunDiscreteScheduler'>'s"
        + " `set_timesteps` does not support custom sigmas schedules. Please check whether you are"
        + " using the correct scheduler."
    ),
    (
      "EulerDiscreteScheduler", ScheduleRequest(timesteps: [900, 1], sigmas: [3, 1]),
      "Only one of `timesteps` or `sigmas` can be passed. Please choose one to set custom values"
    ),
  ]

  @Test(arguments: refusals) func refusesAsDiffusersDoes(
    _ name: String, _ request: ScheduleRequest, _ message: String
  ) {
    #expect(throws: PythonError.value(message)) { try retrieve(name, request) }
  }

  @Test func argumentsThatAClassLacksAreTypeErrors() {
    #expect(
      throws: PythonError.type(
        "PNDMScheduler.set_timesteps() got an unexpected keyword argument 'mu'")
    ) { try retrieve("PNDMScheduler", ScheduleRequest(numInferenceSteps: 4, mu: 1)) }
  }

  @Test func stepsWithoutANoiseSourceSaySo() throws {
    var scheduler = try SchedulerFactory.make("DDPMScheduler", [:], as: Double.self)
    try scheduler.setTimesteps(2)
    let sample = Tensor<Double>.zeros([1, 1, 1, 1])
    #expect(throws: PythonError.self) {
      try scheduler.step(sample, scheduler.timesteps[0], sample, StepOptions())
    }
  }
}
