namespace Panta.Tracking.Webhooks;

/// <summary>What a webhook is told of. Numbers as on MLflow's wire; those above 1,000 are Panta's own, which MLflow does not know.</summary>
public enum WebhookEntity
{
    /// <summary>A registered model that is no prompt.</summary>
    RegisteredModel = 1,

    /// <summary>A version of a registered model.</summary>
    ModelVersion = 2,

    /// <summary>A tag of a version.</summary>
    ModelVersionTag = 3,

    /// <summary>An alias of a registered model.</summary>
    ModelVersionAlias = 4,

    /// <summary>A prompt: a registered model with the tag <c>mlflow.prompt.is_prompt</c>.</summary>
    Prompt = 5,

    /// <summary>A version of a prompt.</summary>
    PromptVersion = 6,

    /// <summary>A tag of a prompt.</summary>
    PromptTag = 7,

    /// <summary>A tag of a prompt's version.</summary>
    PromptVersionTag = 8,

    /// <summary>An alias of a prompt.</summary>
    PromptAlias = 9,

    /// <summary>A budget of MLflow's gateway, which Panta does not serve: a webhook may ask for it and is never called.</summary>
    BudgetPolicy = 10,

    /// <summary>Panta's own: a registered model or prompt is renamed or deleted.</summary>
    PantaRegisteredModel = 1001,

    /// <summary>Panta's own: a version is deleted.</summary>
    PantaModelVersion = 1002,

    /// <summary>Panta's own: a version moves between stages.</summary>
    PantaModelVersionStage = 1003,
}
