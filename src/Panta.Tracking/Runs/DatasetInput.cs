namespace Panta.Tracking.Runs;

/// <summary>A dataset as input of a run.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Tags">Of this use; <c>mlflow.data.context</c> says what for (training, eval).</param>
public sealed record DatasetInput(Dataset Dataset, IReadOnlyList<Tag> Tags)
{
    /// <summary>The tag that says what a dataset was used for.</summary>
    public const string ContextTag = "mlflow.data.context";
}
