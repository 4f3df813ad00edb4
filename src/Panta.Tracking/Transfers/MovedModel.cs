using Panta.Tracking.Models;
using Panta.Tracking.Runs;

namespace Panta.Tracking.Transfers;

/// <summary>A logged model that is brought over.</summary>
/// <param name="Model">The model with its params, tags and metrics.</param>
/// <param name="Stage">In use or deleted.</param>
public sealed record MovedModel(LoggedModel Model, LifecycleStage Stage);
