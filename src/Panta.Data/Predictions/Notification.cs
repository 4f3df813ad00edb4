namespace Panta.Data.Predictions;

/// <summary>Something that somebody was told: an alert opened or resolved, a model promoted, a retraining that failed.</summary>
/// <param name="Id">Its identity: the same one told twice is one notification.</param>
/// <param name="NotifiedAt">When, on the project's clock.</param>
/// <param name="Project">The project it is about.</param>
/// <param name="Monitor">The monitor it comes from; empty where none.</param>
/// <param name="Kind">What happened, in one word: <c>alert</c>, <c>resolved</c>, <c>promotion</c> …</param>
/// <param name="Subject">The line to read first.</param>
/// <param name="Text">The whole message.</param>
/// <param name="Evidence">The numbers behind it, as JSON.</param>
public sealed record Notification(string Id, DateTimeOffset NotifiedAt, string Project, string Monitor, string Kind, string Subject, string Text, string Evidence);
